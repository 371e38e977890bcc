import { accountEndpoints, type LoginInfo } from '@architect/contracts/accounts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from '../../config.ts';
import { AppError } from '../../platform/app-error.ts';
import type { Bind, Call, Caller, Database } from '../../platform/context.ts';
import { loginCookie } from '../../platform/http/gate.ts';
import { success } from '../../platform/http/success.ts';
import type { Keys } from './keys.ts';
import type { LoginThrottle } from './login-throttle.ts';
import { type LoginIdentity, type Logins, warnBeforeS } from './logins.ts';
import type { Users } from './users.ts';

export interface AccountRoutes {
  db: Database;
  users: Users;
  keys: Keys;
  logins: Logins;
  throttle: LoginThrottle;
  timeoutS: number;
}

export function bindAccountRoutes(bind: Bind, routes: AccountRoutes): void {
  bindLoginRoutes(bind, routes);
  bindUserRoutes(bind, routes);
  bindKeyRoutes(bind, routes);
}

function bindLoginRoutes(bind: Bind, routes: AccountRoutes): void {
  const { db, users, logins, timeoutS } = routes;
  bind(accountEndpoints.login, async ({ body }, call) => signIn(routes, body, call));
  bind(accountEndpoints.logout, async (_input, { request, reply, caller, correlationId }) => {
    const login = loginOf(request);
    if (login && caller) {
      await db.write(async (tx) => {
        await logins.end(tx, login.loginId);
        await tx.audit({
          actor: caller.actor,
          action: 'logout',
          entityType: 'user',
          entityId: login.userId,
          correlationId,
        });
      });
    }
    reply.clearCookie(loginCookie, { path: '/' });
    return success({});
  });
  bind(accountEndpoints.getLogin, (_input, { request }) => success(describeLogin(request, timeoutS)));
  bind(accountEndpoints.extendLogin, (_input, { request }) => {
    request.identity?.touch();
    return success(describeLogin(request, timeoutS));
  });
  bind(accountEndpoints.changePassword, async ({ body }, call) => {
    const login = loginOf(call.request);
    if (!login)
      throw new AppError('FORBIDDEN', 'Only a person who signed in with a password can change it here.');
    await users.changePassword(
      callerOf(call),
      login.loginId,
      { current: body.current_password, next: body.new_password },
      call.correlationId,
    );
    return success({}, { message: 'Your password is changed; your other logins have ended.' });
  });
}

async function signIn(
  { db, users, logins, throttle, timeoutS }: AccountRoutes,
  { username, password }: { username: string; password: string },
  { ip, request, reply, correlationId }: Call,
): Promise<{ success: true; data: LoginInfo }> {
  refuseWhileThrottled(throttle, { ip, username, reply });
  const user = await users.verify(username, password, isLoopback(ip.replace(/^::ffff:/, '')));
  throttle.succeed(ip, username);
  const token = await db.write(async (tx) => {
    await users.signedIn(tx, user.id);
    await tx.audit({
      actor: user.username,
      action: 'login',
      entityType: 'user',
      entityId: user.id,
      details: { ip },
      correlationId,
    });
    return await logins.open(tx, user);
  });
  reply.setCookie(loginCookie, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
  });
  const login = await logins.find(token);
  if (!login) throw new Error('a login that was just opened is not there');
  return success(describe(login, timeoutS));
}

function refuseWhileThrottled(
  throttle: LoginThrottle,
  { ip, username, reply }: { ip: string; username: string; reply: FastifyReply },
): void {
  const retryAfterS = throttle.begin(ip, username);
  if (retryAfterS === 0) return;
  reply.header('Retry-After', retryAfterS);
  throw new AppError('RATE_LIMITED', `Too many wrong passwords. Try again in ${retryAfterS} s.`);
}

function bindUserRoutes(bind: Bind, { users }: AccountRoutes): void {
  bind(accountEndpoints.listUsers, async () => success(await users.list()));
  bind(accountEndpoints.createUser, async ({ body }, call) =>
    success(await users.create(callerOf(call), body, call.correlationId)),
  );
  bind(accountEndpoints.updateUser, async ({ params, body }, call) =>
    success(await users.update(callerOf(call), params.id, body, call.correlationId)),
  );
}

function bindKeyRoutes(bind: Bind, { keys }: AccountRoutes): void {
  bind(accountEndpoints.listKeys, async (_input, call) => success(await keys.list(callerOf(call))));
  bind(accountEndpoints.createKey, async ({ body }, call) => {
    const { apiKey, key } = await keys.create(
      callerOf(call),
      { name: body.name, role: body.role, expiresInDays: body.expires_in_days },
      call.correlationId,
    );
    return success(apiKey, { key, message: 'Keep this key now: it is not shown again.' });
  });
  bind(accountEndpoints.revokeKey, async ({ params }, call) =>
    success(await keys.revoke(callerOf(call), params.id, call.correlationId)),
  );
}

function callerOf({ caller }: Call): Caller {
  if (!caller) throw new AppError('NOT_SIGNED_IN');
  return caller;
}

function loginOf(request: FastifyRequest): LoginIdentity | null {
  const { identity } = request;
  // Only logins.ts makes identities that come by cookie.
  return identity?.caller.via === 'cookie' ? (identity as LoginIdentity) : null;
}

function describeLogin(request: FastifyRequest, timeoutS: number): LoginInfo {
  if (!request.identity) throw new AppError('NOT_SIGNED_IN');
  return describe(loginOf(request) ?? request.identity, timeoutS);
}

/** Keys and the local token know no inactivity: they always have the whole time left. */
function describe(
  identity: Pick<LoginIdentity, 'caller' | 'csrfToken'> & Partial<Pick<LoginIdentity, 'expiresInS'>>,
  timeoutS: number,
): LoginInfo {
  const { caller, csrfToken } = identity;
  return {
    user: caller.username,
    username: caller.username,
    role: caller.role,
    via: caller.via,
    csrf_token: csrfToken,
    expires_in: identity.expiresInS?.() ?? timeoutS,
    timeout: timeoutS,
    warn_before: Math.min(warnBeforeS, timeoutS),
  };
}

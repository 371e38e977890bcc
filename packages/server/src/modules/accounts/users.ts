import type { Role, User } from '@architect/contracts/accounts';
import { AppError } from '../../platform/app-error.ts';
import type { Caller, Clock, Database, Tx } from '../../platform/context.ts';
import { randomWord } from '../../platform/ids.ts';
import { toTime, toTimeOrNull } from '../../platform/time.ts';
import type { Logins } from './logins.ts';
import { isPublishedPassword, type PasswordHasher } from './password.ts';
import { type UserRow, userStore } from './store.ts';

const firstPasswordLength = 20;
/** Names the audit trail gives to this machine's own programs and to the server. */
const reservedNames = ['local', 'system'];

export interface Users {
  /**
   * Sees to an administrator at start-up. A configured password is set on the configured user; otherwise the very first
   * start makes one with a random password, which is returned once and stored as a hash only.
   */
  ensureAdministrator(wanted: {
    user: string;
    password: string | null;
  }): Promise<{ firstPassword: string | null }>;
  /** @throws AppError WRONG_CREDENTIALS */
  verify(username: string, password: string, isLocal: boolean): Promise<UserRow>;
  signedIn(tx: Tx, id: number): Promise<void>;
  list(): Promise<User[]>;
  create(
    caller: Caller,
    wanted: { username: string; password: string; role: Role },
    correlationId?: string,
  ): Promise<User>;
  /** @throws AppError NOT_FOUND; CONFLICT when nobody could administrate any more */
  update(
    caller: Caller,
    id: number,
    change: { role?: Role; password?: string; disabled?: boolean },
    correlationId?: string,
  ): Promise<User>;
  /** Ends the user's other logins. @throws AppError WRONG_CREDENTIALS */
  changePassword(
    caller: Caller,
    loginId: number | null,
    passwords: { current: string; next: string },
    correlationId?: string,
  ): Promise<void>;
}

interface UsersDependencies {
  db: Database;
  clock: Clock;
  hasher: PasswordHasher;
  logins: Logins;
}

export function createUsers(dependencies: UsersDependencies): Users {
  const { db, hasher } = dependencies;
  return {
    ensureAdministrator: (wanted) => ensureAdministrator(dependencies, wanted),
    async verify(username, password, isLocal) {
      const row = await userStore.byName(db, username);
      const isRight = await hasher.verify(row?.password_hash ?? null, password);
      if (!row || !isRight || row.is_disabled) throw new AppError('WRONG_CREDENTIALS');
      if (!isLocal && isPublishedPassword(password)) {
        throw new AppError(
          'WRONG_CREDENTIALS',
          'This password is printed in public documents and works on the machine itself only. Change it there first.',
        );
      }
      return row;
    },
    async signedIn(tx, id) {
      await userStore.update(tx, id, { last_login_at: dependencies.clock.now() });
    },
    list: async () => (await userStore.list(db)).map(toUser),
    create: (caller, wanted, correlationId) => createUser(dependencies, caller, wanted, correlationId),
    update: (caller, id, change, correlationId) =>
      updateUser(dependencies, caller, { id, ...change }, correlationId),
    async changePassword(caller, loginId, { current, next }, correlationId) {
      const row = await userStore.byName(db, caller.username);
      const isRight = await hasher.verify(row?.password_hash ?? null, current);
      if (!row || !isRight) throw new AppError('WRONG_CREDENTIALS', 'The current password is wrong.');
      const password_hash = await hasher.hash(next);
      await db.write(async (tx) => {
        await userStore.update(tx, row.id, { password_hash });
        await dependencies.logins.endOfUser(tx, row.id, loginId);
        await audit(tx, caller, 'user.password_changed', row, {}, correlationId);
      });
    },
  };
}

async function ensureAdministrator(
  { db, clock, hasher, logins }: UsersDependencies,
  { user, password }: { user: string; password: string | null },
): Promise<{ firstPassword: string | null }> {
  const existing = await userStore.byName(db, user);
  if (password === null && (await userStore.list(db)).length > 0) return { firstPassword: null };
  if (existing && password !== null && (await hasher.verify(existing.password_hash, password))) {
    if (existing.role === 'admin' && !existing.is_disabled) return { firstPassword: null };
  }
  const chosen = password ?? randomWord(firstPasswordLength);
  const password_hash = await hasher.hash(chosen);
  await db.write(async (tx) => {
    const row = existing
      ? await userStore.update(tx, existing.id, { password_hash, role: 'admin', is_disabled: false })
      : await userStore.insert(tx, {
          username: user,
          password_hash,
          role: 'admin',
          is_disabled: false,
          created_at: clock.now(),
        });
    if (existing) await logins.endOfUser(tx, row.id, null);
    await tx.audit({
      actor: 'system',
      action: existing ? 'user.set_by_configuration' : 'user.created',
      entityType: 'user',
      entityId: row.id,
      details: { username: row.username, role: 'admin' },
    });
  });
  return { firstPassword: password === null ? chosen : null };
}

async function createUser(
  { db, clock, hasher }: UsersDependencies,
  caller: Caller,
  { username, password, role }: { username: string; password: string; role: Role },
  correlationId: string | undefined,
): Promise<User> {
  if (reservedNames.includes(username.toLowerCase()) || (await userStore.byName(db, username))) {
    throw new AppError('CONFLICT', `There is a user called ${username} already.`);
  }
  const password_hash = await hasher.hash(password);
  const row = await db.write(async (tx) => {
    const saved = await userStore.insert(tx, {
      username,
      password_hash,
      role,
      is_disabled: false,
      created_at: clock.now(),
    });
    await audit(tx, caller, 'user.created', saved, { role }, correlationId);
    return saved;
  });
  return toUser(row);
}

async function updateUser(
  { db, hasher, logins }: UsersDependencies,
  caller: Caller,
  { id, role, password, disabled }: { id: number; role?: Role; password?: string; disabled?: boolean },
  correlationId: string | undefined,
): Promise<User> {
  const password_hash = password === undefined ? undefined : await hasher.hash(password);
  const row = await db.write(async (tx) => {
    const users = await userStore.list(tx);
    const old = users.find((user) => user.id === id);
    if (!old) throw new AppError('NOT_FOUND', `There is no user ${id}.`);
    const change = {
      ...(role === undefined ? {} : { role }),
      ...(password_hash === undefined ? {} : { password_hash }),
      ...(disabled === undefined ? {} : { is_disabled: disabled }),
    };
    const next = { ...old, ...change };
    const admins = users.map((user) => (user.id === id ? next : user)).filter(isActiveAdmin);
    if (admins.length === 0) {
      throw new AppError('CONFLICT', `${old.username} is the last administrator: make another one first.`);
    }
    if (Object.keys(change).length === 0) return old;
    if (next.is_disabled || password_hash !== undefined) await logins.endOfUser(tx, id, null);
    const details = {
      ...(role === undefined ? {} : { role }),
      ...(disabled === undefined ? {} : { disabled }),
      ...(password === undefined ? {} : { password_changed: true }),
    };
    await audit(tx, caller, 'user.updated', old, details, correlationId);
    return await userStore.update(tx, id, change);
  });
  return toUser(row);
}

function isActiveAdmin(user: UserRow): boolean {
  return user.role === 'admin' && !user.is_disabled;
}

async function audit(
  tx: Tx,
  caller: Caller,
  action: string,
  user: UserRow,
  details: Record<string, unknown>,
  correlationId: string | undefined,
): Promise<void> {
  await tx.audit({
    actor: caller.actor,
    action,
    entityType: 'user',
    entityId: user.id,
    details: { username: user.username, ...details },
    correlationId,
  });
}

function toUser(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    role: row.role,
    disabled: row.is_disabled,
    created_at: toTime(row.created_at),
    last_login_at: toTimeOrNull(row.last_login_at),
  };
}

import type { AnyEndpoint } from '@architect/contracts/endpoint';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../config.ts';
import { AppError } from '../app-error.ts';
import type { Clock } from '../context.ts';
import { checkCsrf } from './csrf.ts';
import { type Authenticate, type Identity, requireAccess } from './identity.ts';
import { type ClientClass, createRateLimiter, pageReadCost } from './rate-limit.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set by the gate. Null for strangers, and outside endpoints. */
    identity: Identity | null;
  }
}

export type Admission = Pick<AnyEndpoint, 'access' | 'csrfExempt' | 'passive' | 'unlimited'>;

export interface Gate {
  /** Decides whether a request may go on, before its body is read. @throws AppError */
  admit(request: FastifyRequest, reply: FastifyReply, to: Admission): Promise<Identity | null>;
}

/** The cookie of a login. */
export const loginCookie = 'session';

export interface GateDependencies {
  config: Pick<Config, 'csrfStrict' | 'rateLimitEnabled'>;
  clock: Clock;
  authenticate: Authenticate;
}

/** Sign-in, rate limit, role and CSRF, in this order: a stranger's flood is stopped before anything costs work. */
export function createGate({ config, clock, authenticate }: GateDependencies): Gate {
  const limiter = createRateLimiter({ clock });

  const limit = (request: FastifyRequest, reply: FastifyReply, identity: Identity | null): void => {
    const cost = isPageRead(request, identity) ? pageReadCost : 1;
    const answer = limiter.take(classOf(identity), identity?.bucket ?? request.ip, cost);
    reply.header('X-RateLimit-Limit', answer.limit);
    reply.header('X-RateLimit-Remaining', answer.remaining);
    reply.header('X-RateLimit-Reset', answer.resetS);
    if (answer.isAllowed) return;
    reply.header('Retry-After', answer.retryAfterS);
    throw new AppError('RATE_LIMITED', `Too many requests. Try again in ${answer.retryAfterS} s.`);
  };

  return {
    async admit(request, reply, to) {
      const credentials = credentialsOf(request);
      const identity = await authenticate(credentials);
      request.identity = identity;
      // Who offers nothing is refused at no cost: a 401 says what to do, a 429 would not. Wrong credentials are counted.
      if (!credentials.cookie && !credentials.bearer) requireAccess(to.access, identity);
      if (config.rateLimitEnabled && !to.unlimited) limit(request, reply, identity);
      requireAccess(to.access, identity);
      if (!to.csrfExempt) checkCsrf(request, identity, config.csrfStrict);
      if (!to.passive && !isBackground(request)) identity?.touch();
      return identity;
    },
  };
}

/** What a request offers to prove who asks. */
export function credentialsOf(request: FastifyRequest): Parameters<Authenticate>[0] {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return { cookie: request.cookies[loginCookie] ?? null, bearer: bearer ?? null, ip: request.ip };
}

/** A page that reads again by itself says so, that an unattended one does not stay signed in for ever. */
function isBackground(request: FastifyRequest): boolean {
  return request.headers['x-background'] === 'true';
}

function isPageRead(request: FastifyRequest, identity: Identity | null): boolean {
  return (
    identity?.caller.via === 'cookie' &&
    (request.method === 'GET' || request.method === 'HEAD') &&
    request.headers['sec-fetch-site'] === 'same-origin'
  );
}

function classOf(identity: Identity | null): ClientClass {
  if (!identity) return 'anonymous';
  const classes = { cookie: 'user', key: 'key', local: 'internal' } as const;
  return classes[identity.caller.via];
}

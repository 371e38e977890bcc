import type { FastifyRequest } from 'fastify';
import { AppError } from '../app-error.ts';
import { isSameSecret } from '../ids.ts';
import type { Identity } from './identity.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Cross-site request forgery: a browser sends the cookie along wherever a request comes from, so a change asked for
 * with a cookie and any sign of a browser (Origin, Referer, Sec-Fetch-Site) must carry the login's token in
 * `X-CSRF-Token` and come from this very origin. Callers with a bearer token need
 * neither: no browser adds that header by itself. `strict` asks every cookie caller for the token.
 * @throws AppError CSRF_INVALID
 */
export function checkCsrf(request: FastifyRequest, identity: Identity | null, strict: boolean): void {
  if (reading.has(request.method) || identity === null || identity.csrfToken === null) return;
  const isBrowser = ['origin', 'referer', 'sec-fetch-site'].some(
    (name) => request.headers[name] !== undefined,
  );
  if (!isBrowser && !strict) return;
  if (!isSameOrigin(request)) {
    throw new AppError('CSRF_INVALID', 'This request comes from another site, so it was refused.');
  }
  const token = request.headers['x-csrf-token'];
  if (typeof token !== 'string' || !isSameSecret(token, identity.csrfToken))
    throw new AppError('CSRF_INVALID');
}

/** True when nothing says that the request comes from another origin. Ports count, schemes do not (a proxy may end TLS). */
export function isSameOrigin(request: FastifyRequest): boolean {
  const { origin, referer } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (typeof site === 'string' && site !== 'same-origin' && site !== 'none') return false;
  const source = origin ?? referer;
  if (source === undefined) return true;
  return URL.canParse(source) && new URL(source).host === hostOf(request);
}

function hostOf(request: FastifyRequest): string {
  // A default port may be written out in Host and never is in an origin.
  const { protocol, host } = request;
  const address = `${protocol}://${host}`;
  return URL.canParse(address) ? new URL(address).host : host;
}

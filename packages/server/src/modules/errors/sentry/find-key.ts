import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../../../platform/app-error.ts';
import { malformed } from './parse-envelope.ts';

const keyText = /^[0-9A-Za-z]{1,64}$/;

/**
 * The key that SDKs put into the address, into the header `X-Sentry-Auth`, or both.
 * https://develop.sentry.dev/sdk/foundations/transport/authentication/
 * @returns null when there is none: then the envelope may name it
 * @throws AppError FORBIDDEN when two places name different ones
 */
export function findKey({ query, headers }: { query: unknown; headers: IncomingHttpHeaders }): string | null {
  const inQuery: unknown =
    query !== null && typeof query === 'object' ? Reflect.get(query, 'sentry_key') : undefined;
  const header = headers['x-sentry-auth'];
  const inHeader =
    typeof header === 'string' ? /(?:^|[\s,])sentry_key\s*=\s*([^\s,]+)/.exec(header)?.[1] : undefined;
  return agree([inQuery, inHeader]);
}

/**
 * The key of a DSN, which must be of this project. The host is not compared: behind a proxy it is another one.
 * @throws AppError VALIDATION_FAILED for what is no DSN, FORBIDDEN for another project's
 */
export function keyOfDsn(dsn: unknown, projectId: number): string | null {
  if (dsn === undefined || dsn === null) return null;
  if (typeof dsn !== 'string' || !URL.canParse(dsn)) throw malformed('the dsn of the envelope is no address');
  const { username, pathname } = new URL(dsn);
  const project = pathname.split('/').filter(Boolean).at(-1);
  if (project !== String(projectId))
    throw new AppError('FORBIDDEN', 'The dsn of the envelope names another project than the address.');
  return agree([username]);
}

/** The one key of several places. @throws AppError FORBIDDEN when they differ, or one cannot be a key */
export function agree(given: readonly unknown[]): string | null {
  const keys = [...new Set(given.filter((key) => key !== undefined && key !== null && key !== ''))];
  if (keys.length > 1) throw new AppError('FORBIDDEN', 'The places that name a reporting key do not agree.');
  const [key = null] = keys;
  if (key === null) return null;
  if (typeof key !== 'string' || !keyText.test(key))
    throw new AppError('FORBIDDEN', 'There is no such reporting key.');
  return key;
}

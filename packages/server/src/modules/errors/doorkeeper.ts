import { AppError } from '../../platform/app-error.ts';
import type { Call, ModuleContext } from '../../platform/context.ts';
import { createRateLimiter } from '../../platform/http/rate-limit.ts';
import type { KeyLookup } from './key-lookup.ts';

/** Who may report, and how often. */
export interface Doorkeeper {
  /**
   * Lets a report in: with a key as often as the key allows, without one a bounded number of times from one address.
   * @returns the key that was used, or null
   * @throws AppError NOT_SIGNED_IN where a key is needed, FORBIDDEN for a wrong one, RATE_LIMITED with `Retry-After`
   */
  admit(
    call: Pick<Call, 'request' | 'reply' | 'ip' | 'caller'>,
  ): Promise<{ id: number; project_id: number } | null>;
}

export interface DoorkeeperOptions extends Pick<ModuleContext, 'clock'> {
  keys: KeyLookup;
  isKeyRequired: boolean;
  isLimited: boolean;
}

const hourMs = 3_600_000;

export function createDoorkeeper({ clock, keys, isKeyRequired, isLimited }: DoorkeeperOptions): Doorkeeper {
  const limiter = createRateLimiter({ clock });
  const hours = new Map<number, { hour: number; count: number }>();

  function countKey(id: number, most: number | null): number {
    const hour = Math.floor(clock.now() / hourMs);
    const counted = hours.get(id);
    const count = counted?.hour === hour ? counted.count + 1 : 1;
    hours.set(id, { hour, count });
    return most !== null && count > most ? Math.ceil(((hour + 1) * hourMs - clock.now()) / 1_000) : 0;
  }

  function refuse(reply: Call['reply'], seconds: number): never {
    reply.header('Retry-After', seconds);
    throw new AppError('RATE_LIMITED', `Too many reports. Try again in ${seconds} s.`);
  }

  return {
    async admit({ request, reply, ip, caller }) {
      const given = keyOf(request);
      const key = given === null ? null : await keys.use(given);
      if (given !== null && !key) throw new AppError('FORBIDDEN', 'There is no such reporting key.');
      if (key) {
        const seconds = countKey(key.id, key.hourly_limit);
        if (seconds > 0) refuse(reply, seconds);
        return key;
      }
      if (isKeyRequired && !caller)
        throw new AppError(
          'NOT_SIGNED_IN',
          'Reports need a key: create one for the application and send its DSN.',
        );
      if (!isLimited || caller) return null;
      const answer = limiter.take('report', ip);
      if (!answer.isAllowed) refuse(reply, answer.retryAfterS);
      return null;
    },
  };
}

/** The reporting key of a request: in the query, or in the Sentry SDKs' header. */
function keyOf({ query, headers }: Call['request']): string | null {
  const inQuery: unknown =
    query !== null && typeof query === 'object' ? Reflect.get(query, 'sentry_key') : undefined;
  if (typeof inQuery === 'string') return inQuery;
  const header = headers['x-sentry-auth'];
  return typeof header === 'string' ? (/sentry_key=([0-9A-Za-z]+)/.exec(header)?.[1] ?? null) : null;
}

import { AppError } from '../../platform/app-error.ts';
import type { Call, ModuleContext } from '../../platform/context.ts';
import { createRateLimiter } from '../../platform/http/rate-limit.ts';
import type { IntakeGuard } from './intake-guard.ts';
import type { KeyLookup } from './key-lookup.ts';
import { findKey } from './sentry/find-key.ts';

/** Who may report, and how often. */
export interface Doorkeeper {
  /**
   * Lets a report in: with a key as often as the key allows, without one a bounded number of times from one address.
   * @returns the key that was used, or null
   * @throws AppError NOT_SIGNED_IN where a key is needed, FORBIDDEN for a wrong one, RATE_LIMITED with `Retry-After`
   */
  admit(call: Pick<Call, 'request' | 'reply' | 'ip' | 'caller'>): Promise<UsedKey | null>;
  /**
   * The key that somebody reports with; nothing is counted yet.
   * @throws AppError FORBIDDEN for a wrong one, RATE_LIMITED while it has reported as often as it may
   */
  useKey(publicKey: string, reply: Call['reply']): Promise<UsedKey>;
  /** Counts reports of a key. */
  count(key: UsedKey, reports: number): void;
}

export type UsedKey = NonNullable<Awaited<ReturnType<KeyLookup['use']>>>;

export interface DoorkeeperOptions extends Pick<ModuleContext, 'clock'> {
  keys: KeyLookup;
  isKeyRequired: boolean;
  isLimited: boolean;
  guard: IntakeGuard;
}

const hourMs = 3_600_000;

export function createDoorkeeper(options: DoorkeeperOptions): Doorkeeper {
  const { clock, keys, isKeyRequired, isLimited, guard } = options;
  const limiter = createRateLimiter({ clock });
  const hours = new Map<number, { hour: number; count: number }>();
  const thisHour = (): number => Math.floor(clock.now() / hourMs);

  function countedOf(id: number): number {
    const counted = hours.get(id);
    return counted?.hour === thisHour() ? counted.count : 0;
  }

  async function useKey(publicKey: string, reply: Call['reply']): Promise<UsedKey> {
    const key = await keys.use(publicKey);
    if (!key) throw new AppError('FORBIDDEN', 'There is no such reporting key.');
    if (key.hourly_limit !== null && countedOf(key.id) >= key.hourly_limit)
      guard.refuse('key', reply, Math.ceil(((thisHour() + 1) * hourMs - clock.now()) / 1_000));
    return key;
  }

  function count({ id }: UsedKey, reports: number): void {
    hours.set(id, { hour: thisHour(), count: countedOf(id) + reports });
  }

  return {
    useKey,
    count,
    async admit({ request, reply, ip, caller }) {
      const given = findKey(request);
      if (given !== null) {
        const key = await useKey(given, reply);
        count(key, 1);
        return key;
      }
      if (isKeyRequired && !caller)
        throw new AppError(
          'NOT_SIGNED_IN',
          'Reports need a key: create one for the application and send its DSN.',
        );
      if (!isLimited || caller) return null;
      const { isAllowed, retryAfterS } = limiter.take('report', ip);
      if (isAllowed) return null;
      reply.header('Retry-After', retryAfterS);
      throw new AppError('RATE_LIMITED', `Too many reports. Try again in ${retryAfterS} s.`);
    },
  };
}

import { statfs } from 'node:fs/promises';
import type { RefusalReason } from '@architect/contracts/error-intake';
import type { FastifyReply } from 'fastify';
import { AppError } from '../../platform/app-error.ts';
import type { Clock } from '../../platform/context.ts';
import { createMinuteCounter } from './minute-counter.ts';

/** Keeps a storm of reports from taking the memory, the disk and the time of everything else. */
export interface IntakeGuard {
  /**
   * Refuses while there is no room, before anything of the request is read.
   * @throws AppError RATE_LIMITED, with `Retry-After` and `X-Sentry-Rate-Limits` on the reply
   */
  admit(reply: FastifyReply): void;
  /** Notes a refusal and throws it. @param seconds when to try again */
  refuse(reason: RefusalReason, reply: FastifyReply, seconds?: number): never;
  /** Takes room for bytes of a body; `release` gives it back. False: there is none. */
  reserve(bytes: number): boolean;
  release(bytes: number): void;
  /** One report arrived. */
  arrived(): void;
  /** So many reports are saved. */
  saved(count: number): void;
  figures(): IntakeFigures;
  /** Looks at the disk for the first time. */
  start(): Promise<void>;
}

export interface IntakeFigures {
  refusing: RefusalReason | null;
  accepted: number;
  refused: Record<RefusalReason, number>;
  lastRefusedAt: number | null;
  lastMinute: number;
  diskFree: number | null;
}

export interface IntakeGuardOptions {
  clock: Clock;
  /** Directory whose disk must not fill up; null: the database is elsewhere. */
  directory: string | null;
  reserveBytes: number;
  /** Null: no ceiling. */
  mostPerMinute: number | null;
  waiting(): number;
  mostWaiting: number;
}

/** Bytes of all bodies that are being read or wait to be saved; parsed they take about three times that. */
const mostBytes = 64 * 1024 * 1024;
const diskLookMs = 1_000;

const reasons: Record<RefusalReason, { seconds: number; message: string }> = {
  queue: { seconds: 5, message: 'Too many reports wait to be saved.' },
  disk: {
    seconds: 60,
    message: 'The disk of the server is nearly full; it takes no reports until there is room.',
  },
  rate: { seconds: 10, message: 'More reports came in the last minute than this server is set to take.' },
  memory: { seconds: 5, message: 'The reports under way take all the memory that is set aside for them.' },
  key: { seconds: 60, message: 'This key has reported as often as it may in this hour.' },
};

export function createIntakeGuard(options: IntakeGuardOptions): IntakeGuard {
  const { clock, mostPerMinute } = options;
  const disk = createDiskWatch(options);
  const minute = createMinuteCounter(clock);
  const refused: Record<RefusalReason, number> = { queue: 0, disk: 0, rate: 0, memory: 0, key: 0 };
  let [accepted, bytes, lastRefusedAt] = [0, 0, null as number | null];

  function refusing(): RefusalReason | null {
    if (options.waiting() >= options.mostWaiting) return 'queue';
    if (bytes >= mostBytes) return 'memory';
    if (mostPerMinute !== null && minute.count() >= mostPerMinute) return 'rate';
    return disk.isLow() ? 'disk' : null;
  }

  function refuse(reason: RefusalReason, reply: FastifyReply, seconds = reasons[reason].seconds): never {
    refused[reason] += 1;
    lastRefusedAt = clock.now();
    reply.header('Retry-After', seconds);
    // Seconds, categories (none: all of them) and scope: https://develop.sentry.dev/sdk/rate-limiting/
    reply.header(
      'X-Sentry-Rate-Limits',
      reason === 'key' ? `${seconds}:default;error:key` : `${seconds}::organization`,
    );
    throw new AppError('RATE_LIMITED', `${reasons[reason].message} Try again in ${seconds} s.`, {
      details: { reason },
    });
  }

  return {
    admit(reply) {
      const reason = refusing();
      if (reason) refuse(reason, reply, reason === 'rate' ? minute.secondsUntilLess() : undefined);
    },
    refuse,
    reserve(more) {
      if (bytes + more > mostBytes) return false;
      bytes += more;
      return true;
    },
    release: (less) => {
      bytes -= less;
    },
    arrived: () => minute.add(1),
    saved: (count) => {
      accepted += count;
    },
    figures: () => ({
      refusing: refusing(),
      accepted,
      refused: { ...refused },
      lastRefusedAt,
      lastMinute: minute.count(),
      diskFree: disk.free(),
    }),
    start: disk.look,
  };
}

/** Free bytes of a disk, looked up at most once a second, and only while somebody asks. */
function createDiskWatch({ clock, directory, reserveBytes }: IntakeGuardOptions) {
  let free: number | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function look(): Promise<void> {
    if (directory === null) return;
    lookedAt = clock.now();
    try {
      const { bavail, bsize } = await statfs(directory);
      free = bavail * bsize;
    } catch {
      // A disk that tells nothing is not taken for a full one: writing will show.
      free = null;
    }
  }

  return {
    look,
    free: () => free,
    isLow(): boolean {
      if (directory === null) return false;
      if (clock.now() - lookedAt >= diskLookMs) void look();
      return free !== null && free < reserveBytes;
    },
  };
}

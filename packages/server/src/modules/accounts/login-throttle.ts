import type { Clock } from '../../platform/context.ts';

/** Wrong passwords before the first wait. */
const freeTries = 5;
const firstWaitMs = 1000;
/** A person behind the address must not be locked out for long by somebody else's tries on their name. */
const longestUserWaitMs = 30_000;
const longestAddressWaitMs = 900_000;
const forgetAfterMs = 3_600_000;
const mostEntries = 20_000;

interface Entry {
  failures: number;
  blockedUntil: number;
  at: number;
}

export interface LoginThrottle {
  /**
   * Counts a try before the password is checked, so that parallel guesses are counted too.
   * @returns 0 when it may be checked, else the seconds to wait
   */
  begin(ip: string, username: string): number;
  /** The password was right: earlier failures of this name and address are forgotten. */
  succeed(ip: string, username: string): void;
}

/** Waits that double with every wrong password, per address and per user name. */
export function createLoginThrottle({ clock }: { clock: Clock }): LoginThrottle {
  const entries = new Map<string, Entry>();
  const names = (ip: string, username: string) => [
    { name: `ip ${ip}`, longestMs: longestAddressWaitMs },
    { name: `user ${username.toLowerCase()}`, longestMs: longestUserWaitMs },
  ];

  return {
    begin(ip, username) {
      const now = clock.now();
      const waitMs = Math.max(
        ...names(ip, username).map(({ name }) => (entries.get(name)?.blockedUntil ?? 0) - now),
      );
      if (waitMs > 0) return Math.ceil(waitMs / 1000);
      for (const { name, longestMs } of names(ip, username)) {
        const old = entries.get(name);
        const failures = (old && now - old.at < forgetAfterMs ? old.failures : 0) + 1;
        const wait =
          failures < freeTries
            ? 0
            : Math.min(longestMs, firstWaitMs * 2 ** Math.min(20, failures - freeTries));
        entries.delete(name);
        entries.set(name, { failures, blockedUntil: now + wait, at: now });
      }
      dropOldest(entries);
      return 0;
    },
    succeed(ip, username) {
      for (const { name } of names(ip, username)) entries.delete(name);
    },
  };
}

function dropOldest(entries: Map<string, Entry>): void {
  while (entries.size > mostEntries) {
    const oldest = entries.keys().next();
    if (oldest.done) return;
    entries.delete(oldest.value);
  }
}

import type { Session } from '@architect/contracts/sessions';

export interface AccountLimit {
  /** Epoch ms. */
  untilMs: number;
  /** Names of the sessions that show it. */
  sessions: string[];
}

/** Reset times this close are the same one: some agents give a time, others how long it takes. */
const sameTimeMs = 2 * 60_000;

/**
 * The usage limit of the account behind a session: two sessions or more of its provider on its machine are limited until
 * the same time, so the others will meet it as well. One limited session may have an account, or a model, of its own.
 */
export function accountLimitOf(
  { node, provider }: Pick<Session, 'node' | 'provider'>,
  sessions: readonly Session[],
  nowMs: number,
): AccountLimit | null {
  const limited = sessions
    .filter((one) => one.node === node && one.provider === provider && one.state === 'limited')
    .map((one) => ({ name: one.name, untilMs: Date.parse(one.limited_until ?? '') }))
    .filter(({ untilMs }) => untilMs > nowMs)
    .sort((a, b) => b.untilMs - a.untilMs);
  for (const { untilMs } of limited) {
    const same = limited.filter((one) => Math.abs(one.untilMs - untilMs) <= sameTimeMs);
    if (same.length >= 2) return { untilMs, sessions: same.map((one) => one.name).sort() };
  }
  return null;
}

/** When the next limit of any session ends, in epoch ms; null when none is known. */
export function nextLimitEnd(sessions: readonly Session[], nowMs: number): number | null {
  const ends = sessions
    .filter((session) => session.state === 'limited')
    .map((session) => Date.parse(session.limited_until ?? ''))
    .filter((untilMs) => untilMs > nowMs);
  return ends.length === 0 ? null : Math.min(...ends);
}

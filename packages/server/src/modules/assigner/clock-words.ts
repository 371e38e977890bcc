import type { Session } from '@architect/contracts/sessions';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** RFC 3339 or epoch ms → `12:03 UTC`; with its date when it is more than a day after `nowMs`. */
export function clockWords(at: string | number, nowMs?: number): string {
  const time = new Date(at).toISOString();
  const isFar = nowMs !== undefined && Date.parse(time) - nowMs > dayMs;
  return `${isFar ? `${time.slice(0, 10)} ` : ''}${time.slice(11, 16)} UTC`;
}

/** The end of a wait: never a minute too early. */
export function endWords(at: string | number, nowMs?: number): string {
  return clockWords(Math.ceil(new Date(at).getTime() / minuteMs) * minuteMs, nowMs);
}

/** How long a limited or failed session rests: ` until 15:30 UTC` where its agent tells it, else when it is tried again. */
export function restWords(
  { limited_until: until, tried_again_at: again }: Pick<Session, 'limited_until' | 'tried_again_at'>,
  nowMs: number,
): string {
  if (until !== null) return ` until ${endWords(until, nowMs)}`;
  return again == null ? '' : `, tried again at ${endWords(again, nowMs)}`;
}

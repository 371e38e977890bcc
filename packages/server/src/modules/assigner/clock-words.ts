const dayMs = 86_400_000;

/** RFC 3339 or epoch ms → `12:03 UTC`; with its date when it is more than a day after `nowMs`. */
export function clockWords(at: string | number, nowMs?: number): string {
  const time = new Date(at).toISOString();
  const isFar = nowMs !== undefined && Date.parse(time) - nowMs > dayMs;
  return `${isFar ? `${time.slice(0, 10)} ` : ''}${time.slice(11, 16)} UTC`;
}

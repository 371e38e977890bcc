const units: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
];

/** `now`, `12s ago`, `3m ago`, `in 2h`. Times are epoch ms; `nowMs` may lag behind by some seconds. */
export function agoWords(atMs: number, nowMs: number): string {
  const seconds = Math.round((nowMs - atMs) / 1000);
  if (seconds < 5 && seconds > -10) return 'now';
  const words = spanWords(Math.abs(seconds));
  return seconds > 0 ? `${words} ago` : `in ${words}`;
}

/** The largest unit of a span, e.g. `47s`, `3m`, `5h`, `9d`. */
export function spanWords(seconds: number): string {
  for (const [name, size] of units) if (seconds >= size) return `${Math.floor(seconds / size)}${name}`;
  return `${Math.max(0, Math.round(seconds))}s`;
}

/** A measured duration with useful precision: `84 ms`, `1.2 s`, `2 min 5 s`. */
export function durationWords(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.round((ms % 60_000) / 1000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const hourMs = 3_600_000;

export const spans = [
  { value: 'day', label: '24 h', bins: 24, hours: 1 },
  { value: 'week', label: '7 days', bins: 28, hours: 6 },
  { value: 'month', label: '30 days', bins: 30, hours: 24 },
] as const;

export interface Bin {
  /** Epoch ms. */
  fromMs: number;
  toMs: number;
  count: number;
}

/** Counts of hours as bars that end with the hour that runs now, oldest first. */
export function binOccurrences(
  byHour: readonly { at: string; count: number }[],
  { bins, hours }: { bins: number; hours: number },
  nowMs: number,
): Bin[] {
  const endMs = (Math.floor(nowMs / hourMs) + 1) * hourMs;
  const binMs = hours * hourMs;
  const startMs = endMs - bins * binMs;
  const made = Array.from({ length: bins }, (_, index) => ({
    fromMs: startMs + index * binMs,
    toMs: startMs + (index + 1) * binMs,
    count: 0,
  }));
  for (const { at, count } of byHour) {
    const bin = made[Math.floor((Date.parse(at) - startMs) / binMs)];
    if (bin) bin.count += count;
  }
  return made;
}

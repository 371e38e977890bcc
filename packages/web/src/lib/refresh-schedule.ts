/**
 * Runs `refresh` for each name at most once per `gapMs`: at once when quiet, else once at the end of the gap.
 * A busy fleet sends many events a second; the lists behind them are read at a bounded rate.
 */
export function createRefreshSchedule<Name extends string>(parts: {
  refresh(name: Name): void;
  now(): number;
  after(delayMs: number, run: () => void): () => void;
  gapMs: number;
}): { mark(name: Name): void; stop(): void } {
  const readyAt = new Map<Name, number>();
  const waiting = new Map<Name, () => void>();

  function run(name: Name) {
    waiting.delete(name);
    for (const [known, atMs] of readyAt) if (atMs <= parts.now()) readyAt.delete(known);
    readyAt.set(name, parts.now() + parts.gapMs);
    parts.refresh(name);
  }

  return {
    mark(name) {
      if (waiting.has(name)) return;
      const delayMs = Math.max(0, (readyAt.get(name) ?? 0) - parts.now());
      if (delayMs === 0) run(name);
      else
        waiting.set(
          name,
          parts.after(delayMs, () => run(name)),
        );
    },
    stop() {
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
    },
  };
}

/** The time-out clock of a prompt, as stored: used-up time of finished runs, and when the present run began. */
export interface RunClock {
  elapsed_ms: number;
  /** Epoch ms; null while the clock stands (not assigned, or a person is awaited). */
  clock_started_at: number | null;
}

/** Milliseconds used so far. */
export function elapsedMs(clock: RunClock, nowMs: number): number {
  if (clock.clock_started_at === null) return clock.elapsed_ms;
  return clock.elapsed_ms + Math.max(0, nowMs - clock.clock_started_at);
}

export function stopped(clock: RunClock, nowMs: number): RunClock {
  return { elapsed_ms: elapsedMs(clock, nowMs), clock_started_at: null };
}

export function running(clock: RunClock, nowMs: number): RunClock {
  if (clock.clock_started_at !== null) return clock;
  return { elapsed_ms: clock.elapsed_ms, clock_started_at: nowMs };
}

/** Epoch ms at which the time-out strikes; null while the clock stands. */
export function dueAt(clock: RunClock, timeoutMinutes: number): number | null {
  if (clock.clock_started_at === null) return null;
  return clock.clock_started_at + timeoutMinutes * 60_000 - clock.elapsed_ms;
}

import type { Clock } from '../clock.ts';

export interface FloodGate {
  /** One chunk of output of this window came. */
  noteChunk(windowId: string): void;
  /** Windows that are looked at by polling instead of by their output. */
  isMuted(windowId: string): boolean;
  muted(): string[];
  /** Hears the window again. */
  unmute(windowId: string): void;
  clear(): void;
}

/** Above this many chunks a second (all windows) reading output costs more than polling the busiest ones (measured). */
const highRate = 1_000;
const lowRate = 500;
const measureMs = 1_000;

/**
 * Picks the busiest windows when there is more output than is good, until the rest is calm. Counts only while output
 * comes: no timer.
 * @param deps.onMute called with the windows newly picked
 * @param deps.mayMute false for a window somebody watches live
 */
export function createFloodGate(deps: {
  clock: Clock;
  mayMute(windowId: string): boolean;
  onMute(windowIds: string[]): void;
}): FloodGate {
  const { clock } = deps;
  const muted = new Set<string>();
  let counts = new Map<string, number>();
  let total = 0;
  let since = clock.now();

  function measure(now: number): void {
    const elapsedS = Math.max(measureMs, now - since) / 1000;
    const busiest = [...counts].sort(([, a], [, b]) => b - a);
    const picked: string[] = [];
    let rate = total / elapsedS;
    if (rate > highRate) {
      for (const [windowId, count] of busiest) {
        if (rate <= lowRate) break;
        if (muted.has(windowId) || !deps.mayMute(windowId)) continue;
        muted.add(windowId);
        picked.push(windowId);
        rate -= count / elapsedS;
      }
    }
    counts = new Map();
    total = 0;
    since = now;
    if (picked.length > 0) deps.onMute(picked);
  }

  return {
    noteChunk(windowId) {
      total += 1;
      counts.set(windowId, (counts.get(windowId) ?? 0) + 1);
      const now = clock.now();
      if (now - since >= measureMs || now < since) measure(now);
    },
    isMuted: (windowId) => muted.has(windowId),
    muted: () => [...muted],
    unmute: (windowId) => muted.delete(windowId),
    clear() {
      muted.clear();
      counts.clear();
      total = 0;
    },
  };
}

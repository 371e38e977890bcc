import type { ScreenReading } from '../agents/agent.ts';
import { parseScreen } from '../agents/parse-screen.ts';
import type { Screen } from '../agents/screen.ts';
import { type Clock, pause } from '../clock.ts';
import type { ScreenCapture, TmuxDriver } from '../tmux/driver.ts';
import type { SessionTracker } from './session-tracker.ts';

/** A fresh look at a session, read by its agent's rules. */
export interface Look {
  capture: ScreenCapture;
  screen: Screen;
  reading: ScreenReading;
}

/** A dialog or a page hides what stands in the input box. A person may let it wait this long. */
export const coveredTimeoutMs = 30 * 60_000;
export function isCovered(look: Pick<Look, 'reading'>): boolean {
  return look.reading.dialog !== null || look.reading.overlay;
}

/** Captures now; never trusts an older screen. Rejects when the pane is gone. */
export async function lookAt(driver: Pick<TmuxDriver, 'capture'>, tracker: SessionTracker): Promise<Look> {
  const capture = await driver.capture(tracker.facts.paneId);
  tracker.takeScreen(capture);
  const screen = parseScreen(capture.rows, capture.facts);
  // The tracker's reading of this very capture: it knows when an error or limit that is still shown is over.
  return { capture, screen, reading: tracker.screenReading ?? tracker.agent.readScreen(screen) };
}

/** Looks every `everyMs` until `until` answers with something or `timeoutMs` is over (then null). */
export async function lookUntil<T>(
  context: { driver: Pick<TmuxDriver, 'capture'>; clock: Clock; tracker: SessionTracker },
  options: { everyMs: number; timeoutMs: number },
  until: (look: Look) => T | null,
): Promise<T | null> {
  const deadline = context.clock.now() + options.timeoutMs;
  for (;;) {
    const found = until(await lookAt(context.driver, context.tracker));
    if (found !== null) return found;
    if (context.clock.now() >= deadline) return null;
    await pause(context.clock, options.everyMs);
  }
}

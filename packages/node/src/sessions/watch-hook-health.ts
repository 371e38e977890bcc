import type { Clock } from '../clock.ts';
import { isManaged } from './describe-session.ts';
import type { Fleet } from './fleet.ts';
import type { SessionTracker } from './session-tracker.ts';

/** Turns as others saw them, beside what hooks told. */
export interface HookFigures {
  /** Turns seen on screen, title or status sequence. */
  turns: number;
  /** Of those, the ones without any hook event. */
  missed: number;
  /** The latest ones in a row. */
  missedInRow: number;
}

/** Hooks are demoted after this many turns in a row without them: one may be a turn that no agent tells of. */
const distrustedAfter = 2;
/** A hook may come this much later than the screen shows the end of its turn. */
const lateHookMs = 2_500;
/** A hook runs a moment before the screen shows work. */
const earlyHookMs = 2_000;
/** Shorter looks of work are repaints, not turns. */
const turnMs = 100;

interface HealthParts {
  fleet: Pick<Fleet, 'events' | 'inbox'>;
  clock: Clock;
}

export interface HookHealth {
  of(tracker: SessionTracker): HookFigures;
}

/**
 * Counts the turns of sessions that have hooks, as screens show them, and those that no hook told of. Sets
 * `hooksTrusted`: false while hooks are silent, true again with their next event.
 */
export function watchHookHealth({ fleet, clock }: HealthParts): HookHealth {
  const figures = new WeakMap<SessionTracker, HookFigures>();
  const workSince = new WeakMap<SessionTracker, number>();

  function of(tracker: SessionTracker): HookFigures {
    const known = figures.get(tracker) ?? { turns: 0, missed: 0, missedInRow: 0 };
    figures.set(tracker, known);
    return known;
  }

  function judgeTurn(tracker: SessionTracker, since: number): void {
    const counted = of(tracker);
    counted.turns += 1;
    if ((tracker.lastSpoke.get('hook') ?? 0) >= since - earlyHookMs) return;
    counted.missed += 1;
    counted.missedInRow += 1;
    if (counted.missedInRow >= distrustedAfter) tracker.hooksTrusted = false;
  }

  function takeState(tracker: SessionTracker): void {
    const { state } = tracker.published;
    const inbox = fleet.inbox(tracker);
    // A person's own session without our hooks never told anything, and none is missed.
    if (inbox === null || (inbox.count() === 0 && !isManaged(tracker))) return;
    if (state === 'busy') workSince.set(tracker, workSince.get(tracker) ?? clock.now());
    if (state !== 'idle' && state !== 'asking') return;
    const since = workSince.get(tracker);
    workSince.delete(tracker);
    if (since !== undefined && clock.now() - since >= turnMs)
      clock.after(lateHookMs, () => judgeTurn(tracker, since));
  }

  function attend(tracker: SessionTracker): void {
    tracker.events.on('changed', () => takeState(tracker));
    tracker.events.on('hook', () => {
      of(tracker).missedInRow = 0;
      tracker.hooksTrusted = true;
    });
  }

  fleet.events.on('added', attend);
  return { of };
}

/** Figures in words, for `explain`. */
export function describeHealth({ turns, missed, missedInRow }: HookFigures, trusted: boolean): string {
  const seen = turns === 0 ? 'no turn seen yet' : `${missed} of ${turns} turns came without a hook`;
  return trusted ? seen : `${seen}, the last ${missedInRow} in a row: not trusted until it speaks again`;
}

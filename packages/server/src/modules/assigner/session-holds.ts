import type { Session } from '@architect/contracts/sessions';
import type { Clock } from '../../platform/context.ts';
import { type SessionRef, sessionKey } from '../nodes/index.ts';

/**
 * Sessions that refused a delivery. Each is tried again when it changed, or after a pause that doubles from 1 s to 30 s
 * for reasons that come without an event, such as a person's keystrokes.
 */
export interface SessionHolds {
  /** Holds a session back. `onEnd` is called once, when it may be tried again by time. */
  hold(session: SessionRef, reason: string, onEnd: () => void): void;
  /** Why a session is not tried now; null when it may be. */
  reasonFor(session: SessionRef): string | null;
  reasons(): Map<string, string>;
  /** The session changed in a way that matters to deliveries. */
  changed(before: Session | null, after: Session | null): void;
  /** A delivery got through: the next refusal starts at 1 s again. */
  clear(session: SessionRef): void;
  stop(): void;
}

interface Hold {
  reason: string;
  count: number;
  since: number;
  active: boolean;
  cancel: () => void;
}

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

export function createSessionHolds(clock: Clock): SessionHolds {
  const holds = new Map<string, Hold>();

  function release(key: string): void {
    const hold = holds.get(key);
    if (!hold) return;
    hold.cancel();
    hold.active = false;
  }

  return {
    hold(session, reason, onEnd) {
      const key = sessionKey(session);
      const count = (holds.get(key)?.count ?? 0) + 1;
      holds.get(key)?.cancel();
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (count - 1));
      const cancel = clock.after(pauseMs, () => {
        release(key);
        onEnd();
      });
      holds.set(key, { reason, count, since: clock.now(), active: true, cancel });
    },
    reasonFor(session) {
      const hold = holds.get(sessionKey(session));
      return hold?.active ? hold.reason : null;
    },
    reasons: () =>
      new Map(
        [...holds].flatMap(([key, hold]): [string, string][] => (hold.active ? [[key, hold.reason]] : [])),
      ),
    changed(before, after) {
      const session = after ?? before;
      if (!session || (before && after && readinessOf(before) === readinessOf(after))) return;
      const key = sessionKey(session);
      const hold = holds.get(key);
      if (!after) {
        release(key);
        holds.delete(key);
      } else if (hold && (hold.count === 1 || clock.now() - hold.since >= firstPauseMs)) {
        // A session that keeps flickering between ready and not would else be asked at every flicker.
        release(key);
      }
    },
    clear(session) {
      release(sessionKey(session));
      holds.delete(sessionKey(session));
    },
    stop() {
      for (const key of [...holds.keys()]) release(key);
      holds.clear();
    },
  };
}

/** Everything about a session that a delivery depends on. */
function readinessOf(session: Session): string {
  const { state, deliverable, draft, dialog, pane_id, provider, not_deliverable_because } = session;
  return JSON.stringify([
    state,
    deliverable,
    draft,
    dialog?.fingerprint,
    pane_id,
    provider,
    not_deliverable_because,
  ]);
}

import type { Dialog } from '@architect/contracts/sessions';
import type { Clock } from '../clock.ts';
import type { EmitToServer } from '../local-link.ts';
import { hooksOf } from './answer-by-hook.ts';
import { iso } from './describe-session.ts';
import type { Fleet } from './fleet.ts';
import type { SessionTracker } from './session-tracker.ts';

export interface DialogWatch {
  fleet: Pick<Fleet, 'events' | 'inbox'>;
  clock: Clock;
  emit: EmitToServer;
}

/**
 * Turns published dialogs into `dialog.opened` and `dialog.closed`, one pair a fingerprint. A hook that still waits for the
 * decision about a closed one is let go.
 */
export function watchDialogs({ fleet, clock, emit }: DialogWatch): void {
  const open = new Map<SessionTracker, Dialog & { isOnScreen: boolean }>();

  /** @param next the dialog on the screen now: it may be the one of which only its hook had told */
  function close(tracker: SessionTracker, because: 'resumed' | 'replaced' | 'gone', next?: Dialog): void {
    const shown = open.get(tracker);
    if (!shown) return;
    open.delete(tracker);
    const inbox = fleet.inbox(tracker);
    const stillAsked = next && !shown.isOnScreen ? hooksOf(tracker, inbox, next) : [];
    inbox?.release(hooksOf(tracker, inbox, shown).filter((event) => !stillAsked.includes(event)));
    emit('dialog.closed', {
      session: tracker.facts.sessionName,
      fingerprint: shown.fingerprint,
      because,
      at: iso(clock.now()),
    });
  }

  fleet.events.on('changed', ({ tracker, session }) => {
    const { dialog } = session;
    const shown = open.get(tracker);
    if (dialog === null) {
      const isGone = session.state === 'shell' || session.state === 'dead';
      // While the state is unknown the dialog may still be there, half drawn.
      if (shown && session.state !== 'unknown') close(tracker, isGone ? 'gone' : 'resumed');
      return;
    }
    if (shown?.fingerprint === dialog.fingerprint && shown.subject === dialog.subject) return;
    if (shown && shown.fingerprint !== dialog.fingerprint) close(tracker, 'replaced', dialog);
    const isOnScreen = tracker.screenReading?.dialog?.fingerprint === dialog.fingerprint;
    open.set(tracker, { ...dialog, isOnScreen });
    emit('dialog.opened', {
      session: session.name,
      dialog,
      screen: tracker.screen?.lines.join('\n') ?? '',
      at: iso(clock.now()),
    });
  });
  fleet.events.on('removed', ({ tracker }) => close(tracker, 'gone'));
}

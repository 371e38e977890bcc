import type { Dialog } from '@architect/contracts/sessions';
import type { Clock } from '../clock.ts';
import type { EmitToServer } from '../local-link.ts';
import { iso, linesOf } from './describe-headless.ts';
import type { HeadlessSession } from './headless-session.ts';

/** Tells of the dialog that waits first in a session, one pair of `dialog.opened` and `dialog.closed` each. */
export function watchAsks(parts: { session: HeadlessSession; clock: Clock; emit: EmitToServer }): void {
  const { session, clock, emit } = parts;
  let open: Dialog | null = null;
  const close = (because: 'resumed' | 'replaced' | 'gone'): void => {
    if (!open) return;
    const { fingerprint } = open;
    open = null;
    emit('dialog.closed', { session: session.saved.name, fingerprint, because, at: iso(clock.now()) });
  };
  session.events.on('changed', () => {
    const { dialog } = session;
    if (dialog?.fingerprint === open?.fingerprint) return;
    if (!dialog) return close(session.isRunning ? 'resumed' : 'gone');
    close('replaced');
    open = dialog;
    emit('dialog.opened', {
      session: session.saved.name,
      dialog,
      screen: linesOf(session, 60),
      at: iso(clock.now()),
    });
  });
}

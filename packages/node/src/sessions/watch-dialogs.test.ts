import type { Dialog, Session } from '@architect/contracts/sessions';
import { expect, it } from 'vitest';
import { createEmitter } from '../emitter.ts';
import { describeSession } from './describe-session.ts';
import { LeapingClock } from './fixture-delivery.ts';
import { aPane } from './fixture-pane.ts';
import type { FleetEvents } from './fleet.ts';
import { SessionTracker } from './session-tracker.ts';
import { watchDialogs } from './watch-dialogs.ts';

const fail = (error: unknown) => {
  throw error;
};

const dialog: Dialog = {
  ...{ kind: 'bash', tool: 'Bash', subject: 'npm test', question: 'Do you want to proceed?' },
  ...{ options: [], complete: true, fingerprint: 'one' },
};

/** A session whose records a test chooses, and what the server is told of its dialogs. */
function watched() {
  const clock = new LeapingClock();
  const tracker = new SessionTracker(aPane(), { clock, onError: fail, look: () => undefined });
  const events = createEmitter<FleetEvents>(fail);
  const told: string[] = [];
  watchDialogs({
    fleet: { events, inbox: () => null },
    clock,
    emit: (event, payload) => {
      if (event === 'dialog.opened' && 'dialog' in payload) told.push(`opened ${payload.dialog?.subject}`);
      if (event === 'dialog.closed' && 'because' in payload) told.push(`closed ${payload.because}`);
    },
  });
  return {
    told,
    show: (changes: Partial<Session>) =>
      events.emit('changed', { tracker, session: { ...describeSession('local', tracker), ...changes } }),
    remove: () => events.emit('removed', { tracker, reason: 'killed' }),
  };
}

it('tells a dialog once, and what became of it', () => {
  const { told, show, remove } = watched();
  show({ dialog, state: 'blocked' });
  show({ dialog, state: 'blocked' });
  show({ dialog: null, state: 'unknown' });
  expect(told.splice(0)).toEqual(['opened npm test']);
  show({ dialog: { ...dialog, subject: 'npm test --all' }, state: 'blocked' });
  show({ dialog: { ...dialog, subject: 'rm -rf build', fingerprint: 'two' }, state: 'blocked' });
  expect(told.splice(0)).toEqual(['opened npm test --all', 'closed replaced', 'opened rm -rf build']);
  show({ dialog: null, state: 'busy' });
  show({ dialog: null, state: 'idle' });
  expect(told.splice(0)).toEqual(['closed resumed']);
  show({ dialog, state: 'blocked' });
  show({ dialog: null, state: 'dead' });
  show({ dialog, state: 'blocked' });
  remove();
  expect(told).toEqual(['opened npm test', 'closed gone', 'opened npm test', 'closed gone']);
});

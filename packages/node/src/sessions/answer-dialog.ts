import { NodeLinkError } from '@architect/contracts/node-link';
import type { DialogOption } from '@architect/contracts/sessions';
import { mustFind } from './deliveries.ts';
import type { DeliveryContext } from './delivery-context.ts';
import { type Look, lookAt, lookUntil } from './looking.ts';

const verifyTimeoutMs = 4_000;

/**
 * Presses one option of the dialog with this fingerprint: reads the screen again, refuses when anything changed, presses
 * the option's keys in one guarded step, and verifies that the dialog went away.
 * @throws NodeLinkError DIALOG_CHANGED when it is not the dialog that was judged, FAILED when the key had no effect.
 */
export async function answerDialog(
  context: DeliveryContext,
  request: { session: string; fingerprint: string; option_key: string },
): Promise<{ evidence: string }> {
  const tracker = mustFind(context, request.session);
  return tracker.lock.run(async () => {
    const look = await lookAt(context.driver, tracker);
    const option = optionOf(look, request);
    const dialog = look.reading.dialog;
    const keys = dialog ? tracker.agent.answerKeys(dialog, option.key) : null;
    if (!keys)
      throw new NodeLinkError(
        'BAD_REQUEST',
        `'${option.text}' cannot be picked by keys; answer it at the terminal`,
      );
    if (look.capture.facts.inMode) throw new NodeLinkError('NOT_DELIVERABLE', 'the pane is in copy mode');
    const pressed = await context.driver.press(tracker.facts.paneId, keys, look.capture.facts);
    if (pressed === 'refused')
      throw new NodeLinkError('DIALOG_CHANGED', 'the pane changed just before the key was pressed');
    if (option.meaning === 'deny') tracker.deniedAt = context.clock.now();
    const gone = await lookUntil(
      { ...context, tracker },
      { everyMs: 40, timeoutMs: verifyTimeoutMs },
      (next) => (next.reading.dialog?.fingerprint === request.fingerprint ? null : next),
    );
    if (!gone) throw new NodeLinkError('FAILED', `pressed ${keys.join(' ')}, but the dialog is still there`);
    return { evidence: `pressed ${keys.join(' ')} ('${option.text}'), the dialog is gone` };
  });
}

function optionOf(look: Look, request: { fingerprint: string; option_key: string }): DialogOption {
  const { dialog } = look.reading;
  if (!dialog) throw new NodeLinkError('DIALOG_CHANGED', 'the dialog is not on the screen any more');
  if (dialog.fingerprint !== request.fingerprint)
    throw new NodeLinkError('DIALOG_CHANGED', 'another dialog is on the screen now');
  const option = dialog.options.find((candidate) => candidate.key === request.option_key);
  if (!option) {
    const keys = dialog.options.map((candidate) => candidate.key).join(', ');
    throw new NodeLinkError(
      'BAD_REQUEST',
      `the dialog has no option '${request.option_key}'; it has ${keys}`,
    );
  }
  return option;
}

import { NodeLinkError } from '@architect/contracts/node-link';
import type { Dialog, DialogOption } from '@architect/contracts/sessions';
import { type Clock, pause } from '../clock.ts';
import type { TmuxDriver } from '../tmux/driver.ts';
import { findHookAnswer, type HookAnswer } from './answer-by-hook.ts';
import { mustFind } from './deliveries.ts';
import type { Fleet } from './fleet.ts';
import { type Look, lookAt, lookUntil } from './looking.ts';
import type { SessionTracker } from './session-tracker.ts';

const verifyTimeoutMs = 4_000;
/** A dialog that is still there this long after its key may not have taken it. */
const unansweredMs = 1_000;
const pointerTimeoutMs = 1_000;
const hookEveryMs = 20;

/** What answering needs of the node. */
export interface AnswerContext {
  driver: Pick<TmuxDriver, 'capture' | 'press'>;
  clock: Clock;
  fleet: Pick<Fleet, 'byName' | 'inbox'>;
}

interface Answering extends AnswerContext {
  tracker: SessionTracker;
  request: { session: string; fingerprint: string; option_key: string };
}

/**
 * Picks one option of the dialog with this fingerprint: through the agent's own hook where exactly that one waits for
 * the decision, else by keys: waits until the agent takes them, reads the screen again, refuses when anything changed,
 * presses the option's keys in one guarded step, and verifies that the dialog went away. The keys are pressed again only
 * when the agent is proven to have dropped them.
 * @throws NodeLinkError DIALOG_CHANGED when it is not the dialog that was judged, FAILED when the key had no effect.
 */
export async function answerDialog(
  context: AnswerContext,
  request: { session: string; fingerprint: string; option_key: string },
): Promise<{ evidence: string }> {
  const tracker = mustFind(context, request.session);
  const answering: Answering = { ...context, tracker, request };
  return tracker.lock.run(async () => {
    const unread = await answerUnread(answering);
    if (unread) return unread;
    const byHook = await untilReady(answering);
    if (byHook) return byHook;
    const { keys, option, at } = await pressOption(answering);
    const done = { evidence: `pressed ${keys.join(' ')} ('${option.text}'), the dialog is gone` };
    if (await isGone(answering, unansweredMs)) return done;
    const isDropped = await provesDropped(answering);
    if (isDropped) {
      tracker.noteDroppedKey(at);
      await pressOption(answering);
    }
    if (!(await isGone(answering, verifyTimeoutMs)))
      throw new NodeLinkError('FAILED', `pressed ${keys.join(' ')}, but the dialog is still there`);
    return isDropped ? { evidence: `${done.evidence}; the first press was ignored` } : done;
  });
}

/**
 * Answers by the agent's hook as soon as that waits, else returns null once keys count: some agents drop keys that come
 * too soon after a dialog has opened, and their hook may be a moment behind the screen.
 */
async function untilReady(answering: Answering): Promise<{ evidence: string } | null> {
  const { driver, fleet, tracker, request, clock } = answering;
  const inbox = tracker.agent.answerHook ? fleet.inbox(tracker) : null;
  if (inbox === null && tracker.keyDelayMs === 0) return null;
  const { dialog, option } = optionOf(await lookAt(driver, tracker), request);
  for (;;) {
    const found = findHookAnswer(tracker, inbox, dialog, option.meaning);
    if (found !== null) return await answerByHook(answering, option, found);
    const waitMs = tracker.dialogSeenAt + tracker.keyDelayMs - clock.now();
    if (waitMs <= 0) return null;
    await pause(clock, inbox === null ? waitMs : Math.min(waitMs, hookEveryMs));
  }
}

/**
 * Answers a dialog of which only hooks tell, by the hook that waits for it; no key is pressed. Null when the screen shows a
 * dialog by now, or the one that was judged is gone.
 */
async function answerUnread({
  driver,
  fleet,
  tracker,
  request,
  clock,
}: Answering): Promise<{ evidence: string } | null> {
  await lookAt(driver, tracker);
  const dialog = tracker.unreadDialog();
  if (dialog?.fingerprint !== request.fingerprint) return null;
  const option = dialog.options.find(({ key }) => key === request.option_key);
  const inbox = fleet.inbox(tracker);
  const found = option ? findHookAnswer(tracker, inbox, dialog, option.meaning) : null;
  if (!option || !found || inbox?.answer(found.event, found.line) !== true)
    throw new NodeLinkError(
      'FAILED',
      'its hook does not wait for an answer any more: answer it at the terminal',
    );
  if (option.meaning === 'deny') tracker.noteDenial(clock.now());
  tracker.noteHookAnswered();
  return {
    evidence: `hook ${found.event.name} answered ('${option.text}'), the dialog was never on the screen`,
  };
}

/** Null when the agent did not go by its hook: the dialog on the screen is still there for keys. */
async function answerByHook(
  answering: Answering,
  option: DialogOption,
  { event, line }: HookAnswer,
): Promise<{ evidence: string } | null> {
  const { driver, fleet, tracker, request, clock } = answering;
  optionOf(await lookAt(driver, tracker), request);
  if (fleet.inbox(tracker)?.answer(event, line) !== true) return null;
  if (option.meaning === 'deny') tracker.noteDenial(clock.now());
  if (!(await isGone(answering, verifyTimeoutMs))) return null;
  return { evidence: `hook ${event.name} answered ('${option.text}'), the dialog is gone` };
}

async function pressOption(
  answering: Answering,
): Promise<{ keys: string[]; option: DialogOption; at: number }> {
  const { driver, clock, tracker, request } = answering;
  const look = await lookAt(driver, tracker);
  const { dialog, option } = optionOf(look, request);
  const keys = tracker.agent.answerKeys(dialog, option.key);
  if (!keys)
    throw new NodeLinkError(
      'BAD_REQUEST',
      `'${option.text}' cannot be picked by keys; answer it at the terminal`,
    );
  const { facts } = look.capture;
  if (facts.inMode) throw new NodeLinkError('NOT_DELIVERABLE', 'the pane is in copy mode');
  if ((await driver.press(tracker.facts.paneId, keys, facts)) === 'refused')
    throw new NodeLinkError('DIALOG_CHANGED', 'the pane changed just before the key was pressed');
  if (option.meaning === 'deny') tracker.noteDenial(clock.now());
  return { keys, option, at: clock.now() };
}

async function isGone(answering: Answering, timeoutMs: number): Promise<boolean> {
  const { fingerprint } = answering.request;
  const gone = await lookUntil(answering, { everyMs: 40, timeoutMs }, (look) =>
    look.reading.dialog?.fingerprint === fingerprint ? null : look,
  );
  return gone !== null;
}

/**
 * True when the agent has read the answer and dropped it. An agent that merely hangs would read the answer later, and a
 * second one would then go into whatever comes next. So an arrow follows: it decides nothing wherever it ends up, and
 * keys are read in order, so once it has moved the pointer of this dialog no answer is under way.
 */
async function provesDropped(answering: Answering): Promise<boolean> {
  const { driver, tracker, request } = answering;
  const look = await lookAt(driver, tracker);
  const { dialog } = look.reading;
  if (dialog?.fingerprint !== request.fingerprint) return false;
  const arrow = harmlessArrow(dialog);
  if (arrow === null) return false;
  const before = selectedRow(dialog);
  if ((await driver.press(tracker.facts.paneId, [arrow], look.capture.facts)) === 'refused') return false;
  const moved = await lookUntil(answering, { everyMs: 40, timeoutMs: pointerTimeoutMs }, (next) => {
    const now = next.reading.dialog;
    if (now?.fingerprint !== request.fingerprint) return 'gone';
    return selectedRow(now) === before ? null : 'moved';
  });
  return moved === 'moved';
}

/** Never onto the last row: there, some dialogs take text. Null when no arrow is sure to move within the other rows. */
function harmlessArrow(dialog: Dialog): 'Up' | 'Down' | null {
  const row = selectedRow(dialog);
  if (row > 0) return 'Up';
  return row === 0 && dialog.options.length > 2 ? 'Down' : null;
}

function selectedRow(dialog: Dialog): number {
  return dialog.options.findIndex((option) => option.selected === true);
}

function optionOf(look: Look, request: Answering['request']): { dialog: Dialog; option: DialogOption } {
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
  return { dialog, option };
}

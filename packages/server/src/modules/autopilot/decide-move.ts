import type { AutopilotPhase } from '@architect/contracts/autopilot';
import type { Interaction } from '@architect/contracts/interactions';
import { readVerdict } from './read-verdict.ts';
import { isEnded } from './run-status.ts';
import type { RunRow, StepRow } from './tables.ts';

/** What comes next for a run. */
export type Move =
  | { kind: 'rest' }
  /** The phase has no prompt yet. */
  | { kind: 'queue' }
  | { kind: 'next'; phase: AutopilotPhase }
  /** The agent says that the tests pass: the project's own command proves it. */
  | { kind: 'test'; command: string; step: StepRow }
  | { kind: 'complete' }
  | { kind: 'unblock' }
  | { kind: 'block'; because: string; question: string | null; interactionId: number | null };

interface Known {
  late: readonly Late[];
  testCommand: string | undefined;
}

type Late = Pick<Interaction, 'id' | 'prompt_id' | 'question' | 'subject' | 'session'>;

/**
 * The next step of a run from what the database says, and nothing else: the same after a restart.
 * @param step the prompt of the present phase and attempt
 * @param late dialogs that nobody answered in time
 */
export function decideMove(run: RunRow, step: StepRow | null, { late, testCommand }: Known): Move {
  if (isEnded(run)) return { kind: 'rest' };
  if (run.status === 'blocked') return leaveDialog(run, late);
  if (!step) return { kind: 'queue' };
  if (step.outcome === null) return waitForDialog(step, late);
  if (step.outcome === 'cancelled')
    return block(`prompt ${step.prompt_id} was cancelled`, 'Prompt the phase again, or end the run?');
  if (step.outcome === 'failed')
    return block(`prompt ${step.prompt_id} failed: ${step.error}`, failedQuestion(step));
  return afterAnswer(step, testCommand);
}

function afterAnswer(step: StepRow, testCommand: string | undefined): Move {
  const { phase } = step;
  const { verdict, said } = readVerdict(step.answer);
  if (verdict === 'blocked')
    return block('the agent needs a decision', said ?? 'Its last message says more.');
  if (verdict === 'failed')
    return block(phase === 'testing' ? 'the tests fail' : 'the agent could not do it', said);
  if (phase === 'planning') return { kind: 'next', phase: 'implementing' };
  if (phase === 'implementing') return { kind: 'next', phase: 'testing' };
  if (verdict === 'passed') return proveTests(step, testCommand);
  return block(
    'the agent did not say whether the tests passed',
    'Read its last message: set the run to complete, or let it test again.',
  );
}

function proveTests(step: StepRow, command: string | undefined): Move {
  const { test_run_json: ran } = step;
  if (!ran) return command === undefined ? { kind: 'complete' } : { kind: 'test', command, step };
  if (ran.exit_code === 0) return { kind: 'complete' };
  const how = ran.exit_code === null ? 'did not come to its end' : `ended with exit code ${ran.exit_code}`;
  return block(`the agent says that the tests pass, but ${ran.command} ${how}`, ran.tail);
}

function waitForDialog({ prompt_id }: StepRow, late: readonly Late[]): Move {
  const dialog = late.find((one) => one.prompt_id === prompt_id);
  if (!dialog) return { kind: 'rest' };
  const question = [dialog.question, dialog.subject].filter(Boolean).join('\n');
  return block(
    `the agent in ${dialog.session} shows a dialog that nobody answered in time`,
    question,
    dialog.id,
  );
}

/** A dialog that is over, however it ended, lets the run go on: its prompt tells the rest. */
function leaveDialog({ interaction_id: id }: RunRow, late: readonly Late[]): Move {
  if (id === null || late.some((one) => one.id === id)) return { kind: 'rest' };
  return { kind: 'unblock' };
}

function failedQuestion({ error, session }: StepRow): string {
  const where = session === null ? 'its session' : `session ${session}`;
  return error?.startsWith('DELIVERY_UNCONFIRMED')
    ? `Nobody can tell whether the agent got the prompt. Look at ${where} before you let the phase be prompted again.`
    : 'Prompt the phase again, or end the run?';
}

function block(because: string, question: string | null, interactionId: number | null = null): Move {
  return { kind: 'block', because, question, interactionId };
}

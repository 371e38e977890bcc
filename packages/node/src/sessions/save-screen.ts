import { join } from 'node:path';
import type { Explanation, SavedScreen, SessionState } from '@architect/contracts/sessions';
import { addRecording } from '../agents/add-recording.ts';
import type { AgentBook } from '../agents/agent-book.ts';
import { checkScreens } from '../agents/check-screens.ts';
import { parseScreen } from '../agents/parse-screen.ts';
import type { ScreenCapture, TmuxDriver } from '../tmux/driver.ts';
import { iso } from './describe-session.ts';
import type { SessionTracker } from './session-tracker.ts';

export interface SaveScreenParts {
  driver: Pick<TmuxDriver, 'capture'>;
  book: AgentBook;
  /** Has one folder for each provider. */
  root: string;
}

interface SaidOfScreen {
  tracker: SessionTracker;
  /** What counted when the person looked. */
  explained: Explanation;
  expected_state: SessionState;
  note?: string | undefined;
}

/** Saves the present screen of a session with the state that a person gives it, and judges what was saved. */
export async function saveScreen(
  { driver, book, root }: SaveScreenParts,
  said: SaidOfScreen,
): Promise<Omit<SavedScreen, 'node'>> {
  const { tracker, expected_state } = said;
  const capture = await driver.capture(tracker.facts.paneId);
  const directory = join(root, tracker.agent.provider);
  const file = await addRecording(directory, {
    name: expected_state,
    // One capture: text and colours are of the same moment.
    plain: `${parseScreen(capture.rows, capture.facts).lines.join('\n')}\n`,
    escaped: `${capture.rows.join('\n')}\n`,
    entry: entryOf(capture, said),
  });
  const { results } = await checkScreens(directory, book);
  const judged = results.find((result) => join(directory, result.file) === file);
  if (!judged) throw new Error(`${file} is not in the index of ${directory}`);
  return { file, directory, expected_state, read_as: judged.state, matched: judged.matched };
}

function entryOf({ facts, at }: ScreenCapture, { tracker, explained, expected_state, note }: SaidOfScreen) {
  const { provider } = tracker.agent;
  return {
    tool: provider === 'claude' ? 'claude-code' : provider,
    version: tracker.agentVersion ?? '',
    state: expected_state,
    detail: note ?? '',
    width: facts.width,
    height: facts.height,
    paneTitle: facts.title,
    currentCommand: facts.currentCommand,
    cursor: { x: facts.cursorX, y: facts.cursorY, visible: facts.cursorVisible },
    alternateOn: facts.alternateOn,
    historySize: facts.historySize,
    dead: facts.dead,
    note: '',
    capturedAt: iso(at),
    session: facts.sessionName,
    commandLines: tracker.process.commandLines.map((words) => words.join(' ')),
    stateThen: explained.session.state,
    decidedBy: explained.decided_by,
    readings: explained.readings,
  };
}

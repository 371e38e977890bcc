import type { Agent } from '../agent.ts';
import { lastTextRow } from '../bottom-block.ts';
import { keysForOption } from '../make-dialog.ts';
import { runsProgram } from '../runs-program.ts';
import type { Screen } from '../screen.ts';
import { readStatusOsc } from '../status-osc.ts';
import { readCodexHook } from './codex-hooks.ts';
import { launchCodex } from './codex-launch.ts';
import { codexBoxHolds, codexShowsPrompt, codexVisibleAnswer, prepareForCodex } from './codex-prompt.ts';
import { readCodexTitle } from './codex-title.ts';
import { readCodexTranscript } from './codex-transcript.ts';
import { findComposer, hasCursor } from './find-composer.ts';
import { readCodexDialog } from './read-codex-dialog.ts';
import { readCodexScreen } from './read-codex-screen.ts';

const program = { names: ['codex'], packages: /@openai\/codex/ };

/** Codex CLI, 0.120 to the newest version. `now` gives epoch ms. */
export function createCodexAgent(options: { now: () => number }): Agent {
  return {
    provider: 'codex',
    versionCommand: ['codex', '--version'],
    settleMs: 200,
    recognise: (process) => (process.command === 'codex' || runsProgram(process, program) ? 2 : 0),
    recogniseScreen: looksLikeCodex,
    launch: launchCodex,
    readScreen: (screen) => readCodexScreen(screen, options.now()),
    readTitle: readCodexTitle,
    readOsc: (payload) => readStatusOsc(payload, 'codex'),
    readHook: readCodexHook,
    prepare: prepareForCodex,
    boxHolds: codexBoxHolds,
    showsPrompt: codexShowsPrompt,
    transcript: readCodexTranscript,
    answerKeys: keysForOption,
    visibleAnswer: codexVisibleAnswer,
  };
}

/** The composer with its status row (`MODEL · DIRECTORY`), a dialog with a `›` pointer in the first columns, or the farewell. */
function looksLikeCodex(screen: Screen): boolean {
  const composer = findComposer(screen);
  if (composer !== null && /( · [~/]|for shortcuts|context left|esc close)/i.test(composer.footer))
    return true;
  const hasMarks = screen.lines.some((line) => /^[•◦■]\s|^│ >_ OpenAI Codex \(v/u.test(line));
  if (composer !== null && hasMarks && hasCursor(screen, composer)) return true;
  const tail = screen.lines.slice(Math.max(lastTextRow(screen) - 4, 0)).join('\n');
  if (/^\s*codex resume\b/m.test(tail)) return true;
  const hasPointer = screen.lines.some((line) => /^\s{0,3}›\s/u.test(line));
  const saysCodex = screen.lines.some((line) => /\bcodex\b/i.test(line));
  const isPicker = /^\s*enter (to )?resume\b/m.test(tail);
  if (readCodexScreen(screen, 0).overlay) return true;
  return (hasPointer || isPicker || saysCodex) && readCodexDialog(screen) !== null;
}

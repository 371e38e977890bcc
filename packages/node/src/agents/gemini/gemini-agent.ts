import type { Agent } from '../agent.ts';
import { readFramedDialog } from '../framed-dialog.ts';
import { keysForOption } from '../make-dialog.ts';
import { prepareTrimmed } from '../prompt-guards.ts';
import { runsProgram } from '../runs-program.ts';
import type { Screen } from '../screen.ts';
import { findComposer } from './find-composer.ts';
import { readGeminiHook } from './gemini-hooks.ts';
import { launchGemini } from './gemini-launch.ts';
import { geminiBoxHolds, geminiShowsPrompt, geminiVisibleAnswer } from './gemini-prompt.ts';
import { readGeminiTitle } from './gemini-title.ts';
import { readGeminiScreen } from './read-gemini-screen.ts';
import { dialogRules } from './rules.ts';

const program = { names: ['gemini'], packages: /@google\/gemini-cli/ };

/** Gemini CLI. `now` gives epoch ms. Its hooks tell when a turn begins and ends, its title and screen how. */
export function createGeminiAgent(options: { now: () => number }): Agent {
  return {
    provider: 'gemini',
    versionCommand: ['gemini', '--version'],
    /** Enter in one burst with a paste becomes a line of the text (measured, 60 of 60). */
    settleMs: 300,
    recognise: (process) => (process.command === 'gemini' || runsProgram(process, program) ? 2 : 0),
    recogniseScreen: looksLikeGemini,
    launch: launchGemini,
    readScreen: (screen) => readGeminiScreen(screen, options.now()),
    readTitle: readGeminiTitle,
    readHook: readGeminiHook,
    prepare: (text) => prepareTrimmed(text, 'Gemini CLI'),
    boxHolds: geminiBoxHolds,
    showsPrompt: geminiShowsPrompt,
    answerKeys: keysForOption,
    visibleAnswer: geminiVisibleAnswer,
  };
}

/** Its title with a screen of its make, its name in the banner, or a dialog with its `●` pointer in a frame. */
function looksLikeGemini(screen: Screen): boolean {
  /** After a change of size the screen may be blank for a moment; only Gemini writes such a title. */
  if (/^[✦⏲✋◇] {2}(Working…|Action Required|Ready) \(.*\)\s*$/u.test(screen.title)) return true;
  const composer = findComposer(screen);
  const dialog = composer === null ? readFramedDialog(screen, dialogRules) : null;
  if (composer === null && dialog === null) return false;
  if (readGeminiTitle(screen.title) !== null || composer !== null) return true;
  return screen.lines.some((line) => /\bGemini CLI\b/.test(line)) || dialog?.name !== 'unknown';
}

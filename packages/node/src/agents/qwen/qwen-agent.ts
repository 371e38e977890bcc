import type { Agent } from '../agent.ts';
import { keysForOption } from '../make-dialog.ts';
import { prepareTrimmed } from '../prompt-guards.ts';
import { runsProgram } from '../runs-program.ts';
import type { Screen } from '../screen.ts';
import { findComposer } from './find-composer.ts';
import { qwenBoxBegins, qwenBoxHolds, qwenShowsPrompt, qwenVisibleAnswer } from './qwen-prompt.ts';
import { readQwenTitle } from './qwen-title.ts';
import { readQwenScreen } from './read-qwen-screen.ts';
import { withoutScrollBar } from './scroll-bar.ts';
import { splitQwenPaste } from './split-paste.ts';

const program = { names: ['qwen'], packages: /@qwen-code\/qwen-code/ };

/** Qwen Code. `now` gives epoch ms. It has no hooks here; its screen tells, and in some settings its title. */
export function createQwenAgent(options: { now: () => number }): Agent {
  return {
    provider: 'qwen',
    versionCommand: ['qwen', '--version'],
    settleMs: 300,
    // It takes each Enter on a text (0.24.4 ignores one after a paste on Windows and Node 18 only), so one without effect is
    // still to be read. A second one would then meet the emptied box, and make its guess of the next prompt a draft.
    enterAgainMs: 18_000,
    recognise: (process) => (process.command === 'qwen' || runsProgram(process, program) ? 2 : 0),
    recogniseScreen: looksLikeQwen,
    launch: () => ({ command: 'exec qwen', env: {} }),
    readScreen: (screen) => readQwenScreen(withoutScrollBar(screen), options.now()),
    readTitle: readQwenTitle,
    prepare: (text) => prepareTrimmed(text, 'Qwen Code'),
    boxHolds: qwenBoxHolds,
    boxBegins: qwenBoxBegins,
    splitPaste: splitQwenPaste,
    clearLineKey: 'C-u',
    showsPrompt: (screen, text) => qwenShowsPrompt(withoutScrollBar(screen), text),
    answerKeys: keysForOption,
    visibleAnswer: (screen, prompt) => qwenVisibleAnswer(withoutScrollBar(screen), prompt),
  };
}

/** Its title, or its name with a screen of its make. */
function looksLikeQwen(shown: Screen): boolean {
  if (/^(?:\S+ )?Qwen - /u.test(shown.title)) return true;
  const screen = withoutScrollBar(shown);
  const named = screen.lines.some((line) => />_ Qwen Code \(/.test(line));
  return named && (findComposer(screen) !== null || readQwenScreen(screen, 0).state !== 'unknown');
}

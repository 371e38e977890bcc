import type { Agent } from '../agent.ts';
import { lastTextRow } from '../bottom-block.ts';
import { runsProgram } from '../runs-program.ts';
import type { Screen } from '../screen.ts';
import { findComposer } from './find-composer.ts';
import { opencodeKeys } from './opencode-keys.ts';
import {
  opencodeBoxHolds,
  opencodeShowsPrompt,
  opencodeVisibleAnswer,
  prepareForOpencode,
} from './opencode-prompt.ts';
import { readOpencodeDialog } from './read-opencode-dialog.ts';
import { readOpencodeScreen } from './read-opencode-screen.ts';

const program = { names: ['opencode'], packages: /\/opencode-ai\// };

/** opencode. `now` gives epoch ms. It has no hooks here, and its title names the session only: the screen tells. */
export function createOpencodeAgent(options: { now: () => number }): Agent {
  return {
    provider: 'opencode',
    versionCommand: ['opencode', '--version'],
    settleMs: 300,
    recognise: (process) => (process.command === 'opencode' || runsProgram(process, program) ? 2 : 0),
    recogniseScreen: looksLikeOpencode,
    launch: () => ({ command: 'exec opencode', env: {} }),
    readScreen: (screen) => readOpencodeScreen(screen, options.now()),
    prepare: prepareForOpencode,
    boxHolds: opencodeBoxHolds,
    showsPrompt: opencodeShowsPrompt,
    answerKeys: opencodeKeys,
    visibleAnswer: opencodeVisibleAnswer,
  };
}

/** Nobody else closes an input box with `╹▀▀▀`; a dialog counts with the stamp of a turn or its title. */
function looksLikeOpencode(screen: Screen): boolean {
  const composer = findComposer(screen);
  /** An answer of another agent may draw such a box: this one has its status row below it, and nothing else. */
  if (composer !== null && lastTextRow(screen) - composer.block.to <= 3) return true;
  const named =
    /^(OpenCode$|OC \| )/.test(screen.title) || screen.lines.some((line) => /^ {5}▣ {2}\S/u.test(line));
  return named && readOpencodeDialog(screen) !== null;
}

import { satisfies } from 'semver';
import type { Agent } from '../agent.ts';
import { keysForOption } from '../make-dialog.ts';
import { runsProgram } from '../runs-program.ts';
import { answerClaudeHook, readClaudeHook } from './claude-hooks.ts';
import { launchClaude } from './claude-launch.ts';
import {
  claudeBoxHolds,
  claudeShowsPrompt,
  claudeVisibleAnswer,
  claudeVisibleFailure,
  claudeVisiblyInterrupted,
  prepareForClaude,
} from './claude-prompt.ts';
import { readClaudeTitle } from './claude-title.ts';
import { readClaudeTranscript } from './claude-transcript.ts';
import { readClaudeScreen } from './read-claude-screen.ts';

/** Digits and Enter: 2.1.330 drops nearly all up to 130 ms after drawing and takes all from 160 ms on. */
const keysTakenAfterMs = 160;
/** Measured with 2.0.60 and 2.1.197. */
const takesKeysAtOnce = '<=2.1.197';

const program = { names: ['claude'], packages: /@anthropic-ai\/claude-code/ };

/** Claude Code, 2.0.60 to the newest version. `now` gives epoch ms. */
export function createClaudeAgent(options: { now: () => number }): Agent {
  return {
    provider: 'claude',
    versionCommand: ['claude', '--version'],
    settleMs: 200,
    // Seen in 2.0.60 and 2.1.197.
    clearLineKey: 'C-u',
    recognise: (process) => (process.command === 'claude' || runsProgram(process, program) ? 2 : 0),
    recogniseScreen: (screen) => /^[✳⠂⠐◐◓◑◒]\s/u.test(screen.title),
    launch: launchClaude,
    readScreen: (screen) => readClaudeScreen(screen, options.now()),
    readTitle: readClaudeTitle,
    readHook: readClaudeHook,
    answerHook: answerClaudeHook,
    prepare: prepareForClaude,
    boxHolds: claudeBoxHolds,
    showsPrompt: claudeShowsPrompt,
    transcript: readClaudeTranscript,
    answerKeys: keysForOption,
    dialogReadyMs: (version) =>
      version !== null && satisfies(version, takesKeysAtOnce) ? 0 : keysTakenAfterMs,
    visibleAnswer: claudeVisibleAnswer,
    visibleFailure: claudeVisibleFailure,
    visiblyInterrupted: claudeVisiblyInterrupted,
  };
}

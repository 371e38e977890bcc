import {
  drawnBoxes,
  endsWithDialog,
  endsWithForeignQuestion,
  endsWithShell,
  wideText,
} from './hard-words.ts';
import type { Scene, Stage } from './scene.ts';
import { foreignProse, hang, longProse, prose, say, stream, trapProse } from './words.ts';

const answers: [label: string, prompt: string, text: string][] = [
  ['idle-after-answer', 'tell me of the totals', prose],
  ['idle-after-long', 'write the long report', longProse],
  ['idle-trap', 'what does a prompt look like', trapProse],
  ['idle-foreign', 'und auf Deutsch bitte', foreignProse],
  [
    'idle-text-question',
    'which schema',
    'Should the table live in the schema `billing`, or do you want one of its own?',
  ],
  [
    'idle-code',
    'show the code',
    '```js\n❯ 1. const yes = 1;\n  2. const no = 2;\n```\n\nEnter to confirm · Esc to cancel',
  ],
  ['hard-boxes', 'draw the boxes of agents', drawnBoxes],
  ['hard-wide', 'show the digest', wideText],
  ['hard-dialog', 'what do you see', endsWithDialog],
  ['hard-shell', 'how do I run it', endsWithShell],
  ['hard-foreign-question', '日本語で聞いてください', endsWithForeignQuestion],
];

/** Answers that end a turn, whatever they say. */
export const endedTurns: Scene[] = answers.map(([label, prompt, text]) => ({
  name: label,
  async play(stage) {
    await stage.asks(prompt, [[say(text)]]);
    await stage.rests();
    await stage.shoots({ label, state: 'idle' });
  },
}));

/** An answer that is shown piece by piece; what it shows in the middle looks like a dialog. */
export const streamedTurn: Scene = {
  name: 'busy-streaming',
  async play(stage) {
    await stage.asks('explain it slowly', [[stream(`${prose}\n\n${trapProse}\n\n${prose}`, 32_000)]]);
    await stage.sees(/integer cents/);
    await stage.shoots({ label: 'busy-streaming', state: 'busy' });
    await stage.sees(/Tab to amend/, 30_000);
    await stage.shoots({ label: 'busy-streaming-trap', state: 'busy' });
    await stage.rests();
  },
};

/** An answer that stops in the middle, behind something that looks like a dialog. */
export const stalledTurn = (stops: (stage: Stage) => Promise<void>): Scene => ({
  name: 'hard-stalled',
  async play(stage) {
    await stage.asks('stop in the middle', [[stream(`${prose}\n\n${endsWithDialog}`, 3000), hang]]);
    await stage.sees(/differently/);
    await stage.settles();
    await stage.shoots({ label: 'busy-hard-stalled', state: 'busy' });
    await stops(stage);
    await stage.rests();
  },
});

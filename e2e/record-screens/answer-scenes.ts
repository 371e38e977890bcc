import type { Scene } from './scene.ts';
import { foreignProse, longProse, prose, say, stream, trapProse } from './words.ts';

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

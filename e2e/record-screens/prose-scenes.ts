import type { Scene } from './scene.ts';
import { say, stream } from './words.ts';

/** Answers of a file: parts between lines of `=====`. */
export const readProse = (text: string): string[] =>
  text
    .split(/^={5,}$/m)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Each part ends a turn, and all of them together are shown piece by piece. */
export const proseScenes = (parts: string[]): Scene[] => [
  ...parts.map((part, i) => ({
    name: `prose-${i + 1}`,
    play: async (stage: Parameters<Scene['play']>[0]) => {
      await stage.asks(`tell me part ${i + 1}`, [[say(part)]]);
      await stage.rests();
      await stage.shoots({ label: `prose-${i + 1}`, state: 'idle' });
    },
  })),
  {
    name: 'prose-streamed',
    play: async (stage) => {
      await stage.draws(() => stage.asks('tell all of it slowly', [[stream(parts.join('\n\n'), 20_000)]]));
      await stage.settles();
      await stage.shoots({ label: 'prose-streamed', state: 'busy' });
      await stage.rests();
    },
  },
];

import { type Ask, askScenes, type Handling, scene } from './common-scenes.ts';
import { drawnBoxes, endsWithDialog } from './hard-words.ts';
import type { Scene } from './scene.ts';
import { pastedBlock, prose, say, stream } from './words.ts';

/** What a setting (colours, titles, modes) may change of a screen: ghost text, drafts, streams, ends of turns, dialogs. */
export const probeScenes = (setting: string, how: Handling, asks: Ask[]): Scene[] => [
  scene('fresh', (stage) => stage.shoots({ label: `${setting}-idle`, state: 'idle' })),
  ...(
    [
      ['draft', 'look at the totals of last week'],
      ['pasted', pastedBlock],
    ] as const
  ).map(([name, text]) =>
    scene(name, async (stage) => {
      await stage.paste(text);
      await stage.settles();
      await stage.shoots({ label: `${setting}-${name}`, state: 'idle' });
      await how.clears(stage);
    }),
  ),
  scene('stream', async (stage) => {
    await stage.asks('explain it slowly', [[stream(`${prose}\n\n${drawnBoxes}\n\n${prose}`, 14_000)]]);
    await stage.sees(/integer cents/);
    await stage.shoots({ label: `${setting}-busy-streaming`, state: 'busy' });
    await stage.rests();
  }),
  scene('answer', async (stage) => {
    await stage.asks('what do you see', [[say(endsWithDialog)]]);
    await stage.rests();
    await stage.shoots({ label: `${setting}-idle-after-answer`, state: 'idle' });
  }),
  ...askScenes(
    how,
    asks.map((one) => ({ ...one, label: `${setting}-${one.label}` })),
  ),
];

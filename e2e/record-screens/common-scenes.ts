import type { StubStep } from '../stubs/script.ts';
import { endedTurns, stalledTurn, streamedTurn } from './answer-scenes.ts';
import type { Scene, Shot, Stage } from './scene.ts';
import { hang, pastedBlock, prose, say } from './words.ts';

/** How one CLI is handled where CLIs differ. */
export interface Handling {
  /** Empties the input box. */
  clears(stage: Stage): Promise<void>;
  /** Ends the running turn as a person would. */
  stops(stage: Stage): Promise<void>;
  /** What a menu of commands is filtered by, e.g. `/mo`. */
  menu: string;
  /** Opens shell mode; absent where there is none. */
  shell?: string;
}

export const scene = (name: string, play: (stage: Stage) => Promise<void>): Scene => ({ name, play });

export const draftScenes = (how: Handling): Scene[] => [
  scene('idle-fresh', (stage) => stage.shoots({ label: 'idle-fresh', state: 'idle' })),
  ...(
    [
      ['idle-draft', 'look at the totals of last week'],
      ['idle-draft-lines', 'first line\nsecond line of it\n\nfourth line'],
      ['idle-draft-pasted', pastedBlock],
    ] as const
  ).map(([label, text]) =>
    scene(label, async (stage) => {
      await stage.paste(text);
      await stage.settles();
      await stage.shoots({ label, state: 'idle' });
      await how.clears(stage);
    }),
  ),
  scene('menus', async (stage) => {
    await stage.type(how.menu);
    await stage.settles();
    await stage.shoots({ label: 'slash-menu', state: 'idle' });
    await how.clears(stage);
    await stage.type('see @tot');
    await stage.settles(800);
    await stage.shoots({ label: 'at-menu', state: 'idle' });
    await how.clears(stage);
    if (how.shell === undefined) return;
    await stage.type(how.shell);
    await stage.settles();
    await stage.shoots({ label: 'shell-mode', state: 'idle' });
    await stage.press('C-u', 'BSpace', 'BSpace', 'BSpace', 'Escape');
    await stage.settles();
  }),
];

export const answerScenes = (how: Handling): Scene[] => [
  ...endedTurns,
  streamedTurn,
  stalledTurn(how.stops),
  scene('busy-waiting', async (stage) => {
    await stage.asks('take your time', [[hang]]);
    await stage.settles();
    await stage.shoots({ label: 'busy-waiting', state: 'busy' });
    await stage.type('a draft meanwhile');
    await stage.shoots({ label: 'busy-with-draft', state: 'busy' });
    await how.clears(stage);
    await how.stops(stage);
    await stage.rests();
    await stage.shoots({ label: 'interrupted', state: 'idle' });
  }),
  scene('queued', async (stage) => {
    await stage.asks('take your time again', [[{ kind: 'wait', ms: 25_000 }, say('Thank you for waiting.')]]);
    await stage.type('a second prompt');
    await stage.press('Enter');
    await stage.settles();
    await stage.shoots({ label: 'busy-queued', state: 'busy' });
    await stage.rests();
    await stage.shoots({ label: 'idle-after-queued', state: 'idle' });
  }),
];

/** A summary takes the conversation's place: nothing may be typed meanwhile. */
export const compactScene = (how: Handling, command: string): Scene =>
  scene('compact', async (stage) => {
    await stage.asks('tell me of the totals', [[say(prose)]]);
    await stage.rests();
    await stage.asks('and of the rates', [[say(prose)]]);
    await stage.rests();
    await stage.asks(command);
    await stage.settles();
    await stage.shoots({ label: 'busy-compacting', state: 'busy' });
    await stage.rests();
    await stage.shoots({ label: 'idle-after-compact', state: 'idle' });
    await how.clears(stage);
  });

export interface Ask {
  label: string;
  prompt: string;
  calls: StubStep[][];
  state?: Shot['state'];
}

/** Each waits for a decision, is recorded, and is ended by Esc. */
export const askScenes = (how: Handling, asks: Ask[]): Scene[] =>
  asks.map(({ label, prompt, calls, state = 'permission' }) =>
    scene(label, async (stage) => {
      await stage.asks(prompt, [...calls, [say('That is done.')]]);
      await stage.waits();
      await stage.shoots({ label, state });
      await stage.stops();
      await stage.rests();
      if (asks[0]?.label === label) await stage.shoots({ label: `after-esc-${label}`, state: 'idle' });
      await how.clears(stage);
    }),
  );

export interface Failing {
  label: string;
  prompt: string;
  step: StubStep;
  state: Shot['state'];
  /** The CLI tries again by itself, and shows so or not. */
  retries?: boolean;
}

export const failureScenes = (how: Handling, list: Failing[]): Scene[] => [
  ...list.map(({ label, prompt, step, state, retries = false }) =>
    scene(label, async (stage) => {
      await stage.asks(prompt, [[step]]);
      await stage.refused(1);
      if (retries) {
        await stage.settles();
        await stage.shoots({ label: `${label}-retrying`, state, retrying: true });
        await how.stops(stage);
        await how.clears(stage);
        await stage.rests();
        return;
      }
      await stage.gaveUp();
      await stage.shoots({ label, state });
    }),
  ),
  scene('recovered', async (stage) => {
    await stage.asks('answer well again', [[say('All is well again.')]]);
    await stage.rests();
    await stage.shoots({ label: 'idle-after-error', state: 'idle' });
  }),
];

/** Pages that a slash command opens; `isOpen` tells one from an answer in the conversation. */
export const overlayScenes = (how: Handling, commands: string[], isOpen: RegExp): Scene[] =>
  commands.map((command) =>
    scene(`overlay${command.replace('/', '-')}`, async (stage) => {
      await stage.type(command);
      await stage.settles();
      await stage.draws(() => stage.press('Enter'));
      const overlay = await stage.shows(isOpen);
      await stage.shoots({ label: `overlay-${command.slice(1)}`, state: 'idle', overlay });
      for (let times = 0; times < 3 && (await stage.shows(isOpen)); times += 1) {
        await stage.press('Escape');
        await stage.settles();
      }
      await how.clears(stage);
    }),
  );

export const killScene = scene('kill', async (stage) => {
  await stage.asks('work until you are killed', [[say('I work.'), hang]]);
  await stage.settles();
  await stage.kills();
  await stage.sees(/killed/i);
  await stage.settles();
  await stage.shoots({ label: 'killed', state: 'shell' });
});

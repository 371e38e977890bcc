import type { Scene, Stage } from './scene.ts';

const scene = (name: string, play: (stage: Stage) => Promise<void>): Scene => ({ name, play });

/** Slash commands that open a page over the input box, and what is there when they are open. */
const commands: [string, string][] = [
  ['help', '/help'],
  ['model', '/model'],
  ['config', '/config'],
  ['status', '/status'],
  ['permissions', '/permissions'],
  ['agents', '/agents'],
  ['hooks', '/hooks'],
  ['mcp', '/mcp'],
  ['memory', '/memory'],
  ['resume', '/resume'],
  ['theme', '/theme'],
  ['export', '/export'],
  ['usage', '/usage'],
  ['tasks', '/tasks'],
  ['ide', '/ide'],
  ['plugin', '/plugin'],
  ['output-style', '/output-style'],
  ['rewind', '/rewind'],
  ['add-dir', '/add-dir'],
  ['doctor', '/doctor'],
  ['diff', '/diff'],
];

async function opens(stage: Stage, command: string): Promise<void> {
  await stage.type(command);
  await stage.settles();
  await stage.draws(() => stage.press('Enter'));
}

async function closes(stage: Stage): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    await stage.press('Escape');
    await stage.settles();
    if (await stage.shows(/─ ?[❯>] |─ [❯>]$/u)) return;
  }
}

export const overlayScenes: Scene[] = [
  ...commands.map(([name, command]) =>
    scene(`overlay-${name}`, async (stage) => {
      await opens(stage, command);
      // Some versions lack a command or answer it in the conversation: then the box is back and empty.
      const isBack = await stage.shows(/─{20} [❯>] ─{20}|─{20} [❯>] (Try|\?)/u);
      await stage.shoots({ label: `overlay-${name}`, state: 'idle', overlay: !isBack });
      await closes(stage);
    }),
  ),
  scene('shortcuts', async (stage) => {
    await stage.type('?');
    await stage.settles();
    await stage.shoots({ label: 'shortcuts-panel', state: 'idle' });
    await stage.press('Escape');
    await stage.settles();
  }),
  scene('transcript', async (stage) => {
    await stage.press('C-o');
    await stage.settles();
    await stage.shoots({ label: 'transcript-view', state: 'idle', overlay: true });
    await stage.press('C-o');
    await stage.settles();
    await stage.shoots({ label: 'idle-after-transcript', state: 'idle' });
  }),
  scene('history-search', async (stage) => {
    await stage.press('C-r');
    await stage.settles();
    await stage.shoots({ label: 'history-search', state: 'idle', overlay: true });
    await stage.press('C-c');
    await stage.settles();
  }),
];

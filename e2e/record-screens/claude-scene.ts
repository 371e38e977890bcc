import type { Scene, Stage } from './scene.ts';
import { call } from './words.ts';

export const scene = (name: string, play: (stage: Stage) => Promise<void>): Scene => ({ name, play });
export const bash = (command: string) =>
  call('Bash', { command, description: 'Run a command of the project' });

/** Empties the input box: the first Ctrl-C clears a draft. */
export async function clearsBox(stage: Stage): Promise<void> {
  if (await stage.shows(/─{20} !/)) await stage.press('C-u', 'BSpace');
  await stage.press('C-c');
  await stage.sees(/─{20} [❯>] /u);
  await stage.loses(/again to exit/i);
}

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScratchHome } from '../real-clis/scratch-home.ts';
import { installTracker } from '../stubs/tracker-server.ts';
import { scene } from './common-scenes.ts';
import type { Run, Scene, Stage } from './scene.ts';
import { type call, say } from './words.ts';

/** What Gemini CLI and Qwen Code, which grew from it, have in common. */
export const familyOverlays = [
  '/help',
  '/model',
  '/settings',
  '/theme',
  '/auth',
  '/editor',
  '/resume',
  '/stats',
  '/tools',
  '/mcp',
  '/about',
  '/permissions',
  '/memory',
  '/agents',
];

async function boxShown(stage: Stage): Promise<void> {
  await stage.sees(/Type your message|INSERT mode/, 90_000);
  // Until it is ready, commands are queued as prompts.
  await stage.settles(4000);
}

/** A run whose scenes begin at the empty input box. */
export const familyRun = (name: string, scenes: Scene[]): Run => ({
  name,
  scenes,
  opens: boxShown,
  tidies: (stage) => stage.settles(),
});

/** A permission prompt that is approved; its command runs until it is stopped. */
export const approvedJob = (shell: (command: string) => ReturnType<typeof call>): Scene =>
  scene('approve', async (stage) => {
    await stage.asks('run the slow job', [[shell('touch build/started; sleep 90')], [say('Done.')]]);
    await stage.waits();
    await stage.point(/^no/i);
    await stage.shoots({ label: 'permission-shell-no-selected', state: 'permission' });
    await stage.choose(/^(allow once|yes, allow once)/i).catch(() => stage.press('1'));
    await stage.hasFile('build/started');
    await stage.settles();
    await stage.shoots({ label: 'busy-running-tool', state: 'busy' });
    await stage.stops();
    await stage.rests();
    await stage.shoots({ label: 'interrupted-tool', state: 'idle' });
  });

type Settings = Record<string, unknown>;

/** Lays settings over those of the prepared home, group by group. */
export const changeSettings =
  (directory: string, change: Settings) =>
  async ({ home }: ScratchHome): Promise<void> => {
    const file = join(home, directory, 'settings.json');
    const settings: Record<string, Settings> = JSON.parse(await readFile(file, 'utf8'));
    const groups = Object.entries(change).map(([group, values]) => [
      group,
      { ...settings[group], ...(values as Settings) },
    ]);
    await writeFile(file, JSON.stringify({ ...settings, ...Object.fromEntries(groups) }));
  };

/** Adds an MCP server whose tool asks. */
export const addTracker = (directory: string) => async (scratch: ScratchHome) => {
  const [command, ...args] = await installTracker(scratch.project);
  await changeSettings(directory, { mcpServers: { tracker: { command, args } } })(scratch);
};

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScratchHome } from '../real-clis/scratch-home.ts';
import { installTracker, ticket } from '../stubs/tracker-server.ts';
import { done } from './claude-answers.ts';
import { bash, clearsBox, scene } from './claude-scene.ts';
import { type Ask, askScenes, type Handling } from './common-scenes.ts';
import type { Scene } from './scene.ts';
import { call, say } from './words.ts';

export const how: Handling = { clears: clearsBox, stops: (stage) => stage.stops(), menu: '/mo' };
export const probeAsks: Ask[] = [
  {
    label: 'permission-bash',
    prompt: 'remove the build',
    calls: [[say('I remove it.'), bash('rm -rf build')]],
  },
];

const preview = (label: string) => ({
  label,
  description: `Lay the page out ${label}`,
  preview: '+--------+\n| ❯ 1. Yes |\n|   2. No  |\n+--------+',
});
const manyQuestions = call('AskUserQuestion', {
  questions: ['Layout', 'Colours', 'Fonts', 'Language'].map((header) => ({
    question: `Which ${header.toLowerCase()} should the page have?`,
    header,
    multiSelect: false,
    options: [preview('in rows'), preview('in columns'), preview('as cards'), preview('as one list')],
  })),
});

/** Modes, dialogs and pages that are met now and then. */
export const rareScenes: Scene[] = [
  ...[
    ['memory-mode', '# keep cents whole'],
    ['background-mode', '& look at the totals'],
    ['command-argument', '/model '],
  ].map(([label = '', text = '']) =>
    scene(label, async (stage) => {
      await stage.type(text);
      await stage.settles();
      await stage.shoots({ label, state: 'idle' });
      await stage.press('Escape');
      await clearsBox(stage);
    }),
  ),
  scene('stash', async (stage) => {
    await stage.type('a thought for later');
    await stage.press('C-s');
    await stage.settles();
    await stage.shoots({ label: 'idle-stashed', state: 'idle' });
    await clearsBox(stage);
  }),
  scene('agents-view', async (stage) => {
    await stage.press('Left');
    await stage.settles();
    const overlay = !(await stage.shows(/─{20} [❯>] /u));
    await stage.shoots({ label: 'agents-view', state: 'idle', overlay });
    if (overlay) await stage.press('Escape');
  }),
  ...askScenes(how, [
    {
      label: 'question-many',
      prompt: 'ask me four questions',
      calls: [[manyQuestions]],
      state: 'question' as const,
    },
    {
      label: 'permission-mcp',
      prompt: 'make a ticket',
      calls: [[call('mcp__tracker__create_ticket', ticket)]],
    },
  ]),
  scene('background-shell', async (stage) => {
    await stage.asks('watch it in the background', [
      [call('Bash', { command: 'sleep 120', description: 'Wait for it', run_in_background: true })],
      done,
    ]);
    await stage.sees(/do you want to proceed|that is done/i);
    if (await stage.shows(/do you want to proceed/i)) await stage.choose(/^yes$/i);
    await stage.rests();
    await stage.shoots({ label: 'idle-background-shell', state: 'idle' });
    await stage.press('Down');
    await stage.settles();
    await stage.shoots({ label: 'idle-background-pill', state: 'idle' });
    await stage.press('Enter');
    await stage.settles();
    const overlay = !(await stage.shows(/─{20} [❯>] /u));
    await stage.shoots({ label: 'overlay-background-shell', state: 'idle', overlay });
    await stage.press('Escape', 'Escape');
  }),
];

/** `~/.claude.json` or the settings with these keys laid over. */
const change =
  (file: string, keys: Record<string, unknown>) =>
  async ({ home }: ScratchHome): Promise<void> => {
    const path = join(home, file);
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...keys }));
  };

/** An MCP server that works, and one that cannot start. */
export const addTracker = async (scratch: ScratchHome): Promise<void> => {
  const [command, ...args] = await installTracker(scratch.project);
  const servers = { tracker: { command, args }, broken: { command: 'false' } };
  await writeFile(join(scratch.project, '.mcp.json'), JSON.stringify({ mcpServers: servers }));
  await change('.claude/settings.json', {
    enableAllProjectMcpServers: true,
    permissions: { defaultMode: 'default', disableAutoMode: 'disable' },
  })(scratch);
};

const statusLine = {
  type: 'command',
  command: `printf '❯ shop on main ❯ esc to interrupt is off\\n──────────────── 45%% ────────────────\\n'`,
};

interface Setting {
  name: string;
  prepare?(home: ScratchHome): Promise<void>;
  args?: string[];
  env?: Record<string, string>;
}

/** Settings that change how the screen is drawn. */
export const settings: Setting[] = [
  { name: 'plain', env: { NO_COLOR: '1' } },
  { name: 'light', prepare: change('.claude.json', { theme: 'light' }) },
  { name: 'ansi', prepare: change('.claude.json', { theme: 'dark-ansi' }) },
  { name: 'vim', prepare: change('.claude.json', { editorMode: 'vim' }) },
  { name: 'status-line', prepare: change('.claude/settings.json', { statusLine }) },
  { name: 'untitled', env: { CLAUDE_CODE_DISABLE_TERMINAL_TITLE: '1' } },
  { name: 'fullscreen', env: { CLAUDE_CODE_NO_FLICKER: '1' } },
];

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { opencodeHome, type ScratchHome } from '../real-clis/scratch-home.ts';
import { chatStub } from '../stubs/chat-stub.ts';
import { installTracker } from '../stubs/tracker-server.ts';
import { permissionAsks, questionAsks, refusals } from './common-asks.ts';
import {
  type Ask,
  answerScenes,
  askScenes,
  compactScene,
  draftScenes,
  failureScenes,
  type Handling,
  killScene,
  overlayScenes,
  scene,
} from './common-scenes.ts';
import { probeScenes } from './probe-scenes.ts';
import type { Programme, Run, Scene, Stage } from './scene.ts';
import { call, say } from './words.ts';

/** Ctrl-C clears a draft, but an empty box quits. */
const clears = async (stage: Stage) => {
  await stage.type('x');
  await stage.press('C-c');
  await stage.settles();
};
const stops = async (stage: Stage) => {
  await stage.press('Escape');
  await wait(400);
  await stage.stops();
};
const how: Handling = { clears, stops, menu: '/mo', shell: '!ls' };

const bash = (command: string) => call('bash', { command, description: 'Run a command' });
const asks: Ask[] = [
  ...permissionAsks({
    command: 'bash',
    run: bash,
    edit: [
      [call('read', { filePath: '$CWD/src/total.js' })],
      [
        call('edit', {
          filePath: '$CWD/src/total.js',
          oldString: 'Math.round(line.cents / 100)',
          newString: 'Math.round(line.cents) / 100',
        }),
      ],
    ],
    write: (path, content) => call('write', { filePath: `$CWD/${path}`, content }),
    fetch: call('webfetch', { url: 'https://docs.example.com/invoices', format: 'text' }),
    mcp: 'tracker_create_ticket',
  }),
  {
    label: 'permission-read-outside',
    prompt: 'read outside',
    calls: [[call('read', { filePath: '/etc/hostname' })]],
  },
];
const questions = questionAsks('question', { multiple: false });
const failures = refusals({
  key: 'Incorrect API key provided.',
  limit: 'Rate limit reached for requests.',
});
const boxShown = (stage: Stage) => stage.sees(/Ask anything/, 90_000).then(() => stage.settles());
const overlays = [
  '/help',
  '/models',
  '/sessions',
  '/themes',
  '/agents',
  '/status',
  '/mcp',
  '/timeline',
  '/connect',
];

const asking = { bash: 'ask', edit: 'ask', webfetch: 'ask', external_directory: 'ask' };

/** Settings that change how the screen is drawn, with their environment. */
const settings: [string, Record<string, unknown>, Record<string, string>?][] = [
  ['plain', {}, { NO_COLOR: '1' }],
  ['github', { theme: 'github' }],
  ['system', { theme: 'system' }],
];

/** Lays keys over those of the prepared configuration. */
const changeConfig =
  (change: Record<string, unknown>) =>
  async ({ home }: ScratchHome): Promise<void> => {
    const file = join(home, '.config', 'opencode', 'opencode.json');
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), ...change }));
  };

/** opencode against a stub of Chat Completions. */
export const opencodeProgramme: Programme = {
  tool: 'opencode',
  protocol: chatStub,
  home: opencodeHome,
  runs: () => {
    const main = (name: string, scenes: Scene[]): Run => ({
      ...{ name, scenes },
      prepare: ({ project }) => writeFile(`${project}/notes.md`, 'notes\n'),
      opens: boxShown,
      tidies: (stage) => stage.settles(),
    });
    return [
      main('drafts', draftScenes(how)),
      main('answers', answerScenes(how)),
      {
        ...main('permissions', askScenes(how, asks)),
        prepare: async (scratch) => {
          const command = await installTracker(scratch.project);
          const mcp = { tracker: { type: 'local', command, enabled: true } };
          await changeConfig({ mcp, permission: { ...asking, 'tracker_*': 'ask' } })(scratch);
        },
      },
      main('questions', askScenes(how, questions)),
      main('decisions', [
        scene('approve', async (stage) => {
          await stage.asks('run the slow job', [[bash('touch build/started; sleep 90')], [say('Done.')]]);
          await stage.waits();
          await stage.press('Right');
          await stage.shoots({ label: 'permission-always-selected', state: 'permission' });
          await stage.press('Enter');
          await stage.settles();
          await stage.shoots({ label: 'permission-always-confirm', state: 'permission' });
          await stage.press('Enter');
          await stage.hasFile('build/started');
          await stage.settles();
          await stage.shoots({ label: 'busy-running-tool', state: 'busy' });
          await stops(stage);
          await stage.rests();
          await stage.shoots({ label: 'interrupted-tool', state: 'idle' });
        }),
      ]),
      main('compaction', [compactScene(how, '/compact')]),
      main('failures', failureScenes(how, failures)),
      main('overlays', overlayScenes(how, overlays, /\besc\b(?! interrupt)/i)),
      ...settings.map(([name, change, env = {}]) => ({
        ...main(`set-${name}`, probeScenes(name, how, asks.slice(0, 1))),
        prepare: changeConfig(change),
        env,
      })),
      main('kill', [killScene]),
    ];
  },
};

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { opencodeHome, type ScratchHome } from '../real-clis/scratch-home.ts';
import { chatStub } from '../stubs/chat-stub.ts';
import { installTracker, ticket } from '../stubs/tracker-server.ts';
import {
  type Ask,
  answerScenes,
  askScenes,
  compactScene,
  draftScenes,
  type Failing,
  failureScenes,
  type Handling,
  killScene,
  overlayScenes,
  scene,
} from './common-scenes.ts';
import { dialogCommand, dialogFile } from './hard-words.ts';
import { probeScenes } from './probe-scenes.ts';
import type { Programme, Run, Scene, Stage } from './scene.ts';
import { call, fail, multiLineCommand, say } from './words.ts';

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
  {
    label: 'permission-bash',
    prompt: 'remove the build',
    calls: [[say('I remove it.'), bash('rm -rf build')]],
  },
  { label: 'permission-bash-lines', prompt: 'change all files', calls: [[bash(multiLineCommand)]] },
  {
    label: 'permission-bash-long',
    prompt: 'one long command',
    calls: [[bash(`node -e "${'console.log(1); '.repeat(20)}" && touch build/x`)]],
  },
  {
    label: 'permission-edit',
    prompt: 'fix the rounding',
    calls: [
      [call('read', { filePath: '$CWD/src/total.js' })],
      [
        call('edit', {
          filePath: '$CWD/src/total.js',
          oldString: 'Math.round(line.cents / 100)',
          newString: 'Math.round(line.cents) / 100',
        }),
      ],
    ],
  },
  {
    label: 'permission-write',
    prompt: 'write a file',
    calls: [[call('write', { filePath: '$CWD/CHANGES.md', content: '# Changes\n\n- one\n' })]],
  },
  { label: 'permission-bash-hard', prompt: 'write dialogs down', calls: [[bash(dialogCommand)]] },
  {
    label: 'permission-write-hard',
    prompt: 'write a file of dialogs',
    calls: [[call('write', { filePath: '$CWD/dialogs.md', content: dialogFile })]],
  },
  {
    label: 'permission-mcp',
    prompt: 'make a ticket',
    calls: [[call('tracker_create_ticket', ticket)]],
  },
  {
    label: 'permission-write-long',
    prompt: 'write the long file',
    calls: [
      [
        call('write', {
          filePath: '$CWD/src/rates.js',
          content: `${Array.from({ length: 80 }, (_, i) => `export const rate${i} = ${i};`).join('\n')}\n`,
        }),
      ],
    ],
  },
  {
    label: 'permission-read-outside',
    prompt: 'read outside',
    calls: [[call('read', { filePath: '/etc/hostname' })]],
  },
  {
    label: 'permission-webfetch',
    prompt: 'fetch the docs',
    calls: [[call('webfetch', { url: 'https://docs.example.com/invoices', format: 'text' })]],
  },
];
const questions: Ask[] = [
  {
    label: 'question',
    prompt: 'ask me one question',
    state: 'question',
    calls: [
      [
        call('question', {
          questions: [
            {
              question: 'Which database should the archive use?',
              header: 'Database',
              multiple: false,
              options: [
                { label: 'PostgreSQL', description: 'A server; best for many users' },
                { label: 'SQLite', description: 'One file; no server' },
              ],
            },
          ],
        }),
      ],
    ],
  },
  {
    label: 'question-several',
    prompt: 'ask me several questions',
    state: 'question',
    calls: [
      [
        call('question', {
          questions: ['Layout', 'Colours'].map((header) => ({
            question: `Which ${header.toLowerCase()} should the page have?`,
            header,
            multiple: header === 'Colours',
            options: [
              { label: 'Plain', description: 'As it is today, and as most people know it' },
              { label: 'New', description: 'As it was drawn' },
            ],
          })),
        }),
      ],
    ],
  },
];
const failures: Failing[] = [
  {
    label: 'auth-error',
    prompt: 'fail with 401',
    step: fail(401, 'Incorrect API key provided.'),
    state: 'error',
  },
  {
    label: 'bad-request',
    prompt: 'fail with 400',
    step: fail(400, 'The request was malformed.'),
    state: 'error',
  },
  {
    label: 'server-error',
    prompt: 'fail with 500',
    step: fail(500, 'Internal error'),
    state: 'error',
    retries: true,
  },
  {
    label: 'rate-limited',
    prompt: 'fail with 429',
    step: fail(429, 'Rate limit reached for requests.'),
    state: 'rate_limited',
    retries: true,
  },
];
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

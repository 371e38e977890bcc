import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { geminiHome } from '../real-clis/scratch-home.ts';
import { geminiStub } from '../stubs/gemini-stub.ts';
import { permissionAsks, questionAsks, refusals } from './common-asks.ts';
import {
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
import { addTracker, approvedJob, changeSettings, familyOverlays, familyRun } from './ink-family.ts';
import { probeScenes } from './probe-scenes.ts';
import type { Programme, Scene } from './scene.ts';
import { call, say } from './words.ts';

const how: Handling = {
  clears: async (stage) => {
    await stage.press('Escape');
    await stage.type('x');
    await stage.press('C-c');
    await stage.settles();
  },
  stops: (stage) => stage.stops(),
  menu: '/mo',
  shell: '!ls',
};

const shell = (command: string) => call('run_shell_command', { command, description: 'Run a command' });
const asks = permissionAsks({
  command: 'shell',
  run: shell,
  edit: [
    [
      call('replace', {
        file_path: '$CWD/src/total.js',
        instruction: 'Round once',
        old_string: 'Math.round(line.cents / 100)',
        new_string: 'Math.round(line.cents) / 100',
      }),
    ],
  ],
  write: (path, content) => call('write_file', { file_path: `$CWD/${path}`, content }),
  fetch: call('web_fetch', { prompt: 'Sum up https://docs.example.com/invoices/rounding please' }),
  mcp: 'mcp_tracker_create_ticket',
});
const questions = questionAsks('ask_user', { type: 'choice', multiSelect: false });

const quota = {
  error: {
    code: 429,
    message: 'You exceeded your current quota, please check your plan and billing details.',
    status: 'RESOURCE_EXHAUSTED',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          {
            quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
            quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
          },
        ],
      },
    ],
  },
};
const failures = refusals({ key: 'API key not valid.', limit: 'Rate limit reached.' });
const limitScenes: Scene[] = [
  scene('quota', async (stage) => {
    await stage.asks('meet the quota', [[{ kind: 'fail', status: 429, times: 99, body: quota }]]);
    await stage.refused(1);
    await stage.sees(/usage limit|quota/i, 60_000);
    await stage.settles();
    await stage.shoots({ label: 'quota-dialog', state: 'rate_limited', retrying: true });
  }),
];

const overlays = [...familyOverlays, '/hooks'];

/** Settings that change how the screen is drawn, with their environment. */
const settings: [string, Record<string, unknown>, Record<string, string>?][] = [
  ['plain', {}, { NO_COLOR: '1' }],
  ['light', { ui: { theme: 'GitHub Light' } }],
  ['vim', { general: { vimMode: true } }],
  ['untitled', { ui: { hideWindowTitle: true, hideFooter: true, hideBanner: true } }],
  ['fullscreen', { ui: { useAlternateBuffer: true } }],
  ['spoken', { ui: { accessibility: { screenReader: true } } }],
];

/** Gemini CLI against a stub of its API. */
export const geminiProgramme: Programme = {
  tool: 'gemini',
  protocol: geminiStub,
  home: geminiHome,
  runs: () => [
    {
      name: 'new-folder',
      prepare: ({ home }) => rm(join(home, '.gemini', 'trustedFolders.json')),
      scenes: [
        scene('trust', async (stage) => {
          await stage.sees(/trust/i, 90_000);
          await stage.settles();
          await stage.shoots({ label: 'trust-dialog', state: 'trust' });
        }),
      ],
    },
    {
      name: 'sign-in',
      prepare: async ({ home }) => {
        const file = join(home, '.gemini', 'settings.json');
        const settings = JSON.parse(await readFile(file, 'utf8'));
        await writeFile(file, JSON.stringify({ ...settings, security: { folderTrust: { enabled: true } } }));
      },
      env: { GEMINI_API_KEY: '' },
      scenes: [
        scene('sign-in', async (stage) => {
          await stage.sees(/how would you like to|authenticate|sign in|get started/i, 90_000);
          await stage.settles();
          await stage.shoots({ label: 'auth-choice', state: 'onboarding' });
        }),
      ],
    },
    familyRun('drafts', draftScenes(how)),
    familyRun('answers', answerScenes(how)),
    { ...familyRun('permissions', askScenes(how, [...asks, ...questions])), prepare: addTracker('.gemini') },
    familyRun('decisions', [
      approvedJob(shell),
      scene('two-calls', async (stage) => {
        await stage.asks('two commands', [
          [shell('mkdir -p out/a'), shell('touch out/a/x')],
          [say('Both done.')],
        ]);
        await stage.waits();
        await stage.shoots({ label: 'permission-first-of-two', state: 'permission' });
        await stage.press('1');
        await stage.waits();
        await stage.shoots({ label: 'permission-second-of-two', state: 'permission' });
        await stage.press('1');
        await stage.rests();
        await stage.shoots({ label: 'idle-after-tool', state: 'idle' });
      }),
    ]),
    familyRun('compaction', [compactScene(how, '/compress')]),
    familyRun('failures', failureScenes(how, failures)),
    familyRun('limits', limitScenes),
    familyRun(
      'overlays',
      overlayScenes(how, overlays, /\besc(ape)?\b[^─]{0,40}\)|\(esc to|use enter to select|press esc/i),
    ),
    ...settings.map(([name, change, env = {}]) => ({
      ...familyRun(`set-${name}`, probeScenes(name, how, asks.slice(0, 1))),
      prepare: changeSettings('.gemini', change),
      env,
    })),
    familyRun('kill', [killScene]),
  ],
};

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { qwenHome, type ScratchHome } from '../real-clis/scratch-home.ts';
import { chatStub } from '../stubs/chat-stub.ts';
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
import { addTracker, approvedJob, changeSettings, familyOverlays, familyRun } from './ink-family.ts';
import { probeScenes } from './probe-scenes.ts';
import type { Programme } from './scene.ts';
import { call } from './words.ts';

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

const shell = (command: string) =>
  call('run_shell_command', { command, description: 'Run a command', is_background: false });
const asks = permissionAsks({
  command: 'shell',
  run: shell,
  edit: [
    [call('read_file', { file_path: '$CWD/src/total.js' })],
    [
      call('edit', {
        file_path: '$CWD/src/total.js',
        old_string: 'Math.round(line.cents / 100)',
        new_string: 'Math.round(line.cents) / 100',
      }),
    ],
  ],
  write: (path, content) => call('write_file', { file_path: `$CWD/${path}`, content }),
  fetch: call('web_fetch', { url: 'https://docs.example.com/invoices', prompt: 'Sum up the rules' }),
  mcp: 'mcp__tracker__create_ticket',
});
const questions = questionAsks('ask_user_question', { multiSelect: false });
const plans: Ask[] = [
  {
    label: 'plan-approval',
    prompt: 'draw up a plan',
    state: 'plan_approval',
    calls: [
      [call('exit_plan_mode', { plan: '# Integer cents\n\n1. Change src/total.js\n2. Run the tests\n' })],
    ],
  },
];
const failures = refusals({ key: 'Incorrect API key provided.', limit: 'Rate limit reached.' });
const overlays = [...familyOverlays, '/approval-mode'];

/** Settings that change how the screen is drawn, with their environment. */
const settings: [string, Record<string, unknown>, Record<string, string>?][] = [
  ['plain', {}, { NO_COLOR: '1' }],
  ['light', { ui: { theme: 'GitHub Light' } }],
  ['vim', { general: { vimMode: true } }],
  ['untitled', { ui: { hideWindowTitle: true, hideFooter: true, enableFollowupSuggestions: true } }],
  ['spoken', { ui: { accessibility: { screenReader: true } } }],
];

/** An earlier conversation about the project was summed up: Qwen Code offers to go on with it. */
async function summary({ project }: ScratchHome): Promise<void> {
  await mkdir(join(project, '.qwen'), { recursive: true });
  const goal = '# Project Summary\n\n## Overall Goal\nInteger cents everywhere\n';
  const plan =
    '## Current Plan\n1. [DONE] Change the totals\n2. [IN PROGRESS] Run the tests\n3. [TODO] Say so\n';
  await writeFile(join(project, '.qwen', 'PROJECT_SUMMARY.md'), `${goal}\n${plan}`);
}

/** Qwen Code against a stub of Chat Completions. */
export const qwenProgramme: Programme = {
  tool: 'qwen',
  protocol: chatStub,
  home: qwenHome,
  runs: () => [
    {
      name: 'sign-in',
      prepare: ({ home }) => writeFile(join(home, '.qwen', 'settings.json'), '{}'),
      env: { OPENAI_API_KEY: '', OPENAI_BASE_URL: '' },
      scenes: [
        scene('sign-in', async (stage) => {
          await stage.sees(/how would you like to|authenticate|sign in|get started|auth/i, 90_000);
          await stage.settles();
          await stage.shoots({ label: 'auth-choice', state: 'onboarding' });
        }),
      ],
    },
    familyRun('drafts', draftScenes(how)),
    familyRun('answers', answerScenes(how)),
    { ...familyRun('permissions', askScenes(how, asks)), prepare: addTracker('.qwen') },
    familyRun('questions', askScenes(how, questions)),
    { ...familyRun('plans', askScenes(how, plans)), args: ['--approval-mode', 'plan'] },
    familyRun('decisions', [approvedJob(shell)]),
    familyRun('compaction', [compactScene(how, '/compress')]),
    {
      name: 'welcome-back',
      prepare: summary,
      scenes: [
        scene('welcome-back', async (stage) => {
          await stage.sees(/welcome back/i, 90_000);
          await stage.settles();
          await stage.shoots({ label: 'welcome-back', state: 'onboarding' });
        }),
      ],
    },
    familyRun('failures', failureScenes(how, failures)),
    familyRun(
      'overlays',
      overlayScenes(
        how,
        overlays,
        /\besc(ape)?\b[^─]{0,40}\)|\(esc to|use enter to select|press esc|esc to/i,
      ),
    ),
    ...settings.map(([name, change, env = {}]) => ({
      ...familyRun(`set-${name}`, probeScenes(name, how, asks.slice(0, 1))),
      prepare: changeSettings('.qwen', change),
      env,
    })),
    familyRun('kill', [killScene]),
  ],
};

import type { StubStep } from '../stubs/script.ts';
import { done, helper, longPlanCall, longPlanText, planCall, planText, taskList } from './claude-answers.ts';
import { clearsBox, scene } from './claude-scene.ts';
import type { Scene, Shot } from './scene.ts';
import { call, fail, say } from './words.ts';

export const workScenes: Scene[] = [
  scene('subagent', async (stage) => {
    stage.plays('survey the tests', [[{ kind: 'wait', ms: 40_000 }, say('Four tests.')]]);
    stage.plays('survey the sources', [[{ kind: 'wait', ms: 40_000 }, say('Three sources.')]]);
    await stage.asks('use two helpers', [
      [
        helper(stage.version, 'survey the tests', 'Survey tests'),
        helper(stage.version, 'survey the sources', 'Survey sources'),
      ],
      done,
    ]);
    await stage.sees(/survey (tests|sources)/i);
    await stage.shoots({ label: 'busy-subagent', state: 'busy' });
    await stage.rests();
    await stage.shoots({ label: 'idle-after-subagent', state: 'idle' });
  }),
  scene('tasks', async (stage) => {
    await stage.asks('make a task list', [
      taskList(stage.version),
      [{ kind: 'wait', ms: 25_000 }, say('Two are left.')],
    ]);
    await stage.sees(/fix the rounding|fixing the rounding/i);
    await stage.shoots({ label: 'busy-tasklist', state: 'busy' });
    await stage.rests();
    await stage.shoots({ label: 'idle-with-tasklist', state: 'idle' });
  }),
  scene('tasks-long', async (stage) => {
    await stage.asks('make a long task list', [
      taskList(stage.version, 'long'),
      [{ kind: 'wait', ms: 25_000 }, say('Sixteen are left.')],
    ]);
    await stage.sees(/check part|checking part|\+ ?\d+ /i);
    await stage.shoots({ label: 'busy-tasklist-long', state: 'busy' });
    await stage.rests();
    await stage.shoots({ label: 'idle-with-tasklist-long', state: 'idle' });
  }),
];

export const planScenes: Scene[] = [
  scene('mode-accept', async (stage) => {
    await stage.press('BTab');
    await stage.sees(/accept edits on/i);
    await stage.shoots({ label: 'mode-accept-edits', state: 'idle' });
  }),
  scene('mode-plan', async (stage) => {
    await stage.press('BTab');
    await stage.sees(/plan mode on/i);
    await stage.shoots({ label: 'mode-plan', state: 'idle' });
  }),
  scene('plan', async (stage) => {
    await stage.asks('draw up a plan', [
      [call('Write', { file_path: '$PLAN', content: planText })],
      [say('Here it is.'), planCall],
      done,
    ]);
    await stage.waits();
    await stage.shoots({ label: 'plan-approval', state: 'plan_approval' });
    await stage.stops();
    await stage.rests();
    await stage.shoots({ label: 'plan-rejected', state: 'idle' });
    await clearsBox(stage);
    await stage.asks('draw up a long plan', [
      [call('Write', { file_path: '$PLAN', content: longPlanText })],
      [longPlanCall],
      done,
    ]);
    await stage.waits();
    await stage.shoots({ label: 'plan-approval-long', state: 'plan_approval' });
    await stage.choose(/manually approve|^yes, and switch to default/i);
    await stage.rests();
    await stage.shoots({ label: 'idle-after-plan', state: 'idle' });
  }),
];

const failures: [string, string, StubStep, Shot['state']][] = [
  ['auth-error', 'fail with 401', fail(401, 'invalid x-api-key'), 'error'],
  [
    'auth-error-403',
    'fail with 403',
    fail(403, 'Your account does not have access to Claude Code.'),
    'error',
  ],
  ['model-error', 'fail with 404', fail(404, 'model: claude-nope'), 'error'],
  [
    'credit-exhausted',
    'fail for credit',
    fail(400, 'Your credit balance is too low to access the Anthropic API.'),
    'error',
  ],
  ['api-error-500', 'fail with 500', fail(500, 'Internal server error'), 'error'],
  ['overloaded', 'fail with 529', fail(529, 'Overloaded'), 'error'],
  [
    'rate-limited',
    'fail with 429',
    fail(429, 'This request would exceed your rate limit of 50 requests per minute.', {
      headers: { 'retry-after': '6' },
    }),
    'rate_limited',
  ],
];

export const failureScenes: Scene[] = [
  ...failures.map(([label, prompt, step, state]) =>
    scene(label, async (stage) => {
      await stage.asks(prompt, [[step]]);
      await stage.refused(1);
      if (label === 'rate-limited') {
        await stage.sees(/retrying in/i);
        await stage.shoots({ label: `${label}-retrying`, state, retrying: true });
      }
      await stage.gaveUp();
      await stage.shoots({ label, state });
      await clearsBox(stage);
    }),
  ),
  scene('recovered', async (stage) => {
    await stage.asks('answer well again', [[say('All is well again.')]]);
    await stage.rests();
    await stage.shoots({ label: 'idle-after-error', state: 'idle' });
  }),
];

import type { StubStep } from '../stubs/script.ts';
import { ticket } from '../stubs/tracker-server.ts';
import { endedTurns, stalledTurn, streamedTurn } from './answer-scenes.ts';
import { type Ask, compactScene, type Handling } from './common-scenes.ts';
import { dialogCommand, dialogFile } from './hard-words.ts';
import type { Scene, Shot, Stage } from './scene.ts';
import { call, fail, hang, multiLineCommand, pastedBlock, say } from './words.ts';

const scene = (name: string, play: (stage: Stage) => Promise<void>): Scene => ({ name, play });
const run = (command: string): StubStep => ({ kind: 'run', command });
const patch = (...lines: string[]): StubStep =>
  call('apply_patch', { input: ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n') });
const done = [say('That is done.')];

/** The first Ctrl-C clears a draft; in an empty composer it would quit. */
const clears = (stage: Stage) => stage.press('C-c').then(() => stage.settles());

export const how: Handling = { clears, stops: (stage) => stage.stops(), menu: '/mo' };

export const draftScenes: Scene[] = [
  scene('idle-fresh', (stage) => stage.shoots({ label: 'idle-fresh', state: 'idle' })),
  scene('drafts', async (stage) => {
    await stage.type('look at the totals of last week');
    await stage.shoots({ label: 'idle-draft', state: 'idle', detail: 'one line' });
    await clears(stage);
    await stage.paste('first line\nsecond line of it\n\nfourth line');
    await stage.shoots({ label: 'idle-draft-lines', state: 'idle' });
    await clears(stage);
    await stage.paste(pastedBlock);
    await stage.shoots({ label: 'idle-draft-pasted', state: 'idle' });
    await clears(stage);
    await stage.type('/mo');
    await stage.shoots({ label: 'slash-menu', state: 'idle' });
    await clears(stage);
    await stage.type('!ls');
    await stage.shoots({ label: 'shell-mode', state: 'idle' });
    await clears(stage);
    await stage.press('Escape');
    await stage.settles();
    await stage.type('see @tot');
    await stage.settles();
    await stage.shoots({ label: 'at-menu', state: 'idle' });
    await clears(stage);
  }),
  scene('shortcuts', async (stage) => {
    await stage.type('?');
    await stage.settles();
    await stage.shoots({ label: 'overlay-shortcuts', state: 'idle', overlay: true });
    await stage.press('Escape');
    await stage.settles();
  }),
];

export const answerScenes: Scene[] = [
  ...endedTurns,
  streamedTurn,
  stalledTurn((stage) => stage.stops()),
  scene('busy-waiting', async (stage) => {
    await stage.asks('take your time', [[hang]]);
    await stage.settles();
    await stage.shoots({ label: 'busy-waiting', state: 'busy' });
    await stage.type('a draft meanwhile');
    await stage.shoots({ label: 'busy-with-draft', state: 'busy' });
    await clears(stage);
    await stage.stops();
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

const permissions: [string, string, StubStep[]][] = [
  ['permission-command', 'remove the build', [say('I remove it.'), run('rm -rf build')]],
  ['permission-command-lines', 'change all files', [run(multiLineCommand)]],
  [
    'permission-command-long',
    'one long command',
    [run(`node -e "${'console.log(1); '.repeat(20)}" && touch build/x`)],
  ],
  ['permission-command-hard', 'write dialogs down', [run(dialogCommand)]],
  ['permission-command-push', 'push it', [run('git push --force origin main')]],
];
const outside = '/tmp/recording-outside.txt';
const edits: [string, string, StubStep[]][] = [
  [
    'permission-edit',
    'fix the rounding',
    [
      patch(
        '*** Update File: src/total.js',
        '@@',
        '-  return lines.reduce((sum, line) => sum + Math.round(line.cents / 100) * line.count, 0);',
        '+  return lines.reduce((sum, line) => sum + Math.round(line.cents), 0);',
      ),
    ],
  ],
  [
    'permission-write',
    'write a file',
    [patch('*** Add File: notes/todo.md', '+# To do', '+', '+› 1. Yes, proceed (y)')],
  ],
  [
    'permission-write-long',
    'write the long file',
    [patch('*** Add File: notes/long.md', ...Array.from({ length: 70 }, (_, i) => `+line ${i + 1}`))],
  ],
  [
    'permission-write-hard',
    'write a file of dialogs',
    [patch('*** Add File: notes/dialogs.md', ...dialogFile.split('\n').map((line) => `+${line}`))],
  ],
  ['permission-write-outside', 'write outside', [patch(`*** Add File: ${outside}`, '+one')]],
  ['permission-delete', 'delete a file', [patch('*** Delete File: build/old.txt')]],
];

const asking = (list: [string, string, StubStep[]][]): Scene[] =>
  list.map(([label, prompt, steps]) =>
    scene(label, async (stage) => {
      await stage.asks(prompt, [steps, done]);
      await stage.waits();
      await stage.shoots({ label, state: 'permission' });
      await stage.stops();
      await stage.sees(/interrupted|canceled|cancelled|rejected|declined|›/i);
    }),
  );

export const probeAsks: Ask[] = [
  {
    label: 'permission-command',
    prompt: 'remove the build',
    calls: [[say('I remove it.'), run('rm -rf build')]],
  },
];

export const mcpScenes: Scene[] = [
  ...asking([['permission-mcp', 'make a ticket', [call('mcp__tracker__create_ticket', ticket)]]]),
  scene('elicitation', async (stage) => {
    await stage.asks('make a ticket and choose', [[call('mcp__tracker__choose_queue', ticket)], done]);
    await stage.waits();
    await stage.draws(() => stage.press('Enter'));
    await stage.sees(/which queue/i);
    await stage.settles();
    await stage.shoots({ label: 'question-elicitation', state: 'question' });
    await stage.stops();
    await stage.rests();
  }),
];

export const permissionScenes = asking(permissions);
export const editScenes = asking(edits);

export const decisionScenes: Scene[] = [
  scene('approve', async (stage) => {
    await stage.asks('run the slow job', [
      [run('touch build/started; for i in $(seq 1 60); do echo "step $i"; sleep 1; done')],
      done,
    ]);
    await stage.waits();
    await stage.point(/^no/i);
    await stage.shoots({ label: 'permission-command-no-selected', state: 'permission' });
    await stage.choose(/^yes, proceed/i).catch(() => stage.press('y'));
    await stage.hasFile('build/started');
    await stage.settles();
    await stage.shoots({ label: 'busy-running-tool', state: 'busy' });
    await stage.stops();
    await stage.sees(/interrupted/i);
  }),
  scene('two-calls', async (stage) => {
    await stage.asks('two commands', [
      [run('mkdir -p /tmp/recording/out')],
      [run('touch /tmp/recording/out/x')],
      done,
    ]);
    await stage.waits();
    await stage.press('y');
    await stage.sees(/touch/);
    await stage.waits();
    await stage.shoots({ label: 'permission-command-second', state: 'permission' });
    await stage.press('y');
    await stage.rests();
    await stage.shoots({ label: 'idle-after-tool', state: 'idle' });
  }),
  scene('deny', async (stage) => {
    await stage.asks('remove the old file', [[run('rm build/old.txt')], done]);
    await stage.waits();
    await stage.stops();
    await stage.sees(/interrupted|canceled|cancelled/i);
    await stage.settles();
    await stage.press('x', 'BSpace');
  }),
];

const question = call('request_user_input', {
  questions: [
    {
      id: 'database',
      header: 'Database',
      question: 'Which database should the archive use?',
      options: [
        { label: 'PostgreSQL', description: 'A server; best for many users' },
        { label: 'SQLite', description: 'One file; no server' },
        { label: 'None', description: 'Keep everything in memory' },
      ],
    },
  ],
});
const proposed =
  '<proposed_plan>\n# Integer cents\n\n- Change src/total.js\n- Run the tests\n</proposed_plan>\n';

export const compaction = [compactScene(how, '/compact')];

export const planScenes: Scene[] = [
  scene('plan-mode', async (stage) => {
    await stage.press('BTab');
    await stage.settles();
    if (await stage.shows(/use existing model/i)) {
      await stage.shoots({ label: 'onboarding-model', state: 'onboarding' });
      await stage.choose(/^use existing/i);
      await stage.settles();
    }
    await stage.shoots({ label: 'mode-plan', state: 'idle' });
  }),
  scene('question', async (stage) => {
    await stage.asks('ask me one question', [[question], done]);
    await stage.waits();
    await stage.shoots({ label: 'question', state: 'question' });
    await stage.press('Down');
    await stage.shoots({ label: 'question-second-row', state: 'question' });
    await stage.press('Enter');
    await stage.rests();
    await stage.shoots({ label: 'idle-after-question', state: 'idle' });
  }),
  scene('plan', async (stage) => {
    await stage.asks('draw up a plan', [[say(proposed)]]);
    await stage.sees(/implement this plan/i);
    await stage.rests();
    await stage.shoots({ label: 'plan-approval', state: 'plan_approval' });
    await stage.press('Escape');
    await stage.settles();
    await stage.shoots({ label: 'plan-rejected', state: 'idle' });
  }),
];

const failures: [string, string, StubStep, number, Shot['state']][] = [
  ['auth-error', 'fail with 401', fail(401, 'Incorrect API key provided.'), 1, 'error'],
  ['bad-request', 'fail with 400', fail(400, 'The request was malformed.'), 1, 'error'],
  ['server-error', 'fail with 500', fail(500, 'Internal server error'), 2, 'error'],
  [
    'rate-limited',
    'fail with 429',
    fail(429, 'Rate limit reached for requests. Please try again in 5s.', {
      headers: { 'retry-after': '5' },
    }),
    2,
    'rate_limited',
  ],
];

export const failureScenes: Scene[] = [
  ...failures.map(([label, prompt, step, times, state]) =>
    scene(label, async (stage) => {
      await stage.asks(prompt, [[step]]);
      await stage.refused(1);
      await stage.settles();
      if (times > 1 && (await stage.shows(/reconnecting|retry/i)))
        await stage.shoots({ label: `${label}-retrying`, state, retrying: true });
      await stage.refused(times);
      await stage.sees(/■/u, 60_000);
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

const overlays = [
  '/model',
  '/permissions',
  '/approvals',
  '/status',
  '/diff',
  '/mcp',
  '/review',
  '/skills',
  '/theme',
  '/experimental',
  '/personality',
  '/statusline',
  '/settings',
  '/feedback',
  '/hooks',
  '/plugins',
  '/apps',
];

export const overlayScenes: Scene[] = [
  ...overlays.map((command) =>
    scene(`overlay${command.replace('/', '-')}`, async (stage) => {
      await stage.type(command);
      await stage.settles();
      await stage.draws(() => stage.press('Enter'));
      const overlay = await stage.shows(/\besc\b.{0,40}$|press enter to confirm/iu);
      await stage.shoots({ label: `overlay-${command.slice(1)}`, state: 'idle', overlay });
      for (let times = 0; overlay && times < 2; times += 1) {
        await stage.press('Escape');
        await stage.settles();
        if (!(await stage.shows(/\besc\b.{0,40}$|press enter to confirm/iu))) break;
      }
      await stage.press('x', 'C-c');
      await stage.settles();
    }),
  ),
  scene('transcript', async (stage) => {
    await stage.press('C-t');
    await stage.settles();
    const overlay = await stage.shows(/to scroll/i);
    await stage.shoots({ label: 'transcript-view', state: 'idle', overlay });
    await stage.press('q');
    await stage.settles();
  }),
];

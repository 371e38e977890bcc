import type { StubStep } from '../stubs/script.ts';
import { endedTurns, stalledTurn, streamedTurn } from './answer-scenes.ts';
import { done, longQuestion, question, threeQuestions } from './claude-answers.ts';
import { bash, clearsBox, scene } from './claude-scene.ts';
import { dialogCommand, dialogFile } from './hard-words.ts';
import type { Scene, Shot } from './scene.ts';
import { call, hang, multiLineCommand, pastedBlock, prose, say } from './words.ts';

export const draftScenes: Scene[] = [
  scene('idle-fresh', (stage) => stage.shoots({ label: 'idle-fresh', state: 'idle' })),
  scene('drafts', async (stage) => {
    await stage.type('look at the totals of last week');
    await stage.shoots({ label: 'idle-draft', state: 'idle', detail: 'one line' });
    await clearsBox(stage);
    await stage.paste('first line\nsecond line of it\n\nfourth line');
    await stage.shoots({
      label: 'idle-draft-lines',
      state: 'idle',
      detail: 'four lines, the third is empty',
    });
    await clearsBox(stage);
    await stage.paste(pastedBlock);
    await stage.shoots({ label: 'idle-draft-pasted', state: 'idle', detail: 'a pasted block, folded' });
    await clearsBox(stage);
    await stage.type('!ls');
    await stage.shoots({ label: 'bash-mode', state: 'idle', detail: 'shell mode with a draft' });
    await clearsBox(stage);
    await stage.press('Escape');
    await stage.settles();
    await stage.type('/mo');
    await stage.shoots({ label: 'slash-menu', state: 'idle' });
    await clearsBox(stage);
    await stage.type('see @src');
    await stage.settles();
    await stage.shoots({ label: 'at-menu', state: 'idle' });
    await clearsBox(stage);
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
    await stage.press('Enter');
    await stage.settles();
    await stage.shoots({ label: 'queued-message', state: 'busy' });
    await stage.stops();
    await stage.rests();
    await stage.shoots({ label: 'interrupted-queued', state: 'idle' });
    await clearsBox(stage);
  }),
  scene('interrupted', async (stage) => {
    await stage.asks('begin and be stopped', [[say('I begin.\n\n'), hang]]);
    await stage.sees(/I begin/);
    await stage.stops();
    await stage.rests();
    await stage.shoots({ label: 'interrupted', state: 'idle' });
    await clearsBox(stage);
  }),
];

interface Ask {
  label: string;
  prompt: string;
  calls: StubStep[][];
  state?: Shot['state'];
}

const permissions: Ask[] = [
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
    label: 'permission-bash-redirect',
    prompt: 'stamp the build',
    calls: [[bash('echo "built $(date +%s) by $(whoami)" > build/STAMP')]],
  },
  {
    label: 'permission-edit',
    prompt: 'fix the rounding',
    calls: [
      [call('Read', { file_path: '$CWD/src/total.js' })],
      [
        call('Edit', {
          file_path: '$CWD/src/total.js',
          old_string: 'Math.round(line.cents / 100)',
          new_string: 'Math.round(line.cents) / 100',
        }),
      ],
    ],
  },
  {
    label: 'permission-write',
    prompt: 'write a changelog',
    calls: [
      [
        call('Write', {
          file_path: '$CWD/CHANGES.md',
          content: '# Changes\n\n- integer cents\n- ❯ 1. Yes\n',
        }),
      ],
    ],
  },
  {
    label: 'permission-write-long',
    prompt: 'write the long file',
    calls: [
      [
        call('Write', {
          file_path: '$CWD/src/rates.js',
          content: `${Array.from({ length: 80 }, (_, i) => `export const rate${i} = ${i};`).join('\n')}\n`,
        }),
      ],
    ],
  },
  { label: 'permission-bash-hard', prompt: 'write dialogs down', calls: [[bash(dialogCommand)]] },
  {
    label: 'permission-write-hard',
    prompt: 'write a file of dialogs',
    calls: [[call('Write', { file_path: '$CWD/dialogs.md', content: dialogFile })]],
  },
  {
    label: 'permission-write-outside',
    prompt: 'write outside',
    calls: [[call('Write', { file_path: '/tmp/recording/notes.txt', content: 'one\ntwo\n' })]],
  },
  {
    label: 'permission-read-outside',
    prompt: 'read outside',
    calls: [[call('Read', { file_path: '/etc/hostname' })]],
  },
  {
    label: 'permission-webfetch',
    prompt: 'fetch the docs',
    calls: [
      [call('WebFetch', { url: 'https://docs.example.com/invoices/rounding', prompt: 'Sum up the rules' })],
    ],
  },
  {
    label: 'permission-websearch',
    prompt: 'search the web',
    calls: [[call('WebSearch', { query: 'rounding of invoices' })]],
  },
  {
    label: 'permission-notebook',
    prompt: 'edit the notebook',
    calls: [
      [call('Read', { file_path: '$CWD/a.ipynb' })],
      [call('NotebookEdit', { notebook_path: '$CWD/a.ipynb', new_source: 'print(2)', cell_id: 'c1' })],
    ],
  },
  { label: 'question', prompt: 'ask me one question', calls: [[question]], state: 'question' },
  {
    label: 'question-long',
    prompt: 'ask me a hard question',
    calls: [[say(prose), longQuestion]],
    state: 'question',
  },
];

export const permissionScenes: Scene[] = permissions.map(({ label, prompt, calls, state = 'permission' }) =>
  scene(label, async (stage) => {
    await stage.asks(prompt, [...calls, done]);
    await stage.waits();
    await stage.shoots({ label, state });
    await stage.stops();
    await stage.rests();
    if (label === 'permission-bash' || label === 'question')
      await stage.shoots({ label: `after-esc-${label}`, state: 'idle' });
    await clearsBox(stage);
  }),
);

export const decisionScenes: Scene[] = [
  scene('approve', async (stage) => {
    await stage.asks('run the slow job', [
      [bash('touch build/started; for i in $(seq 1 60); do echo "step $i"; sleep 1; done')],
      done,
    ]);
    await stage.waits();
    await stage.shoots({ label: 'permission-bash-loop', state: 'permission' });
    await stage.choose(/^yes$/i);
    await stage.hasFile('build/started');
    await stage.settles();
    await stage.shoots({ label: 'busy-running-tool', state: 'busy' });
    await stage.stops();
    await stage.rests();
    await stage.shoots({ label: 'interrupted-tool', state: 'idle' });
    await clearsBox(stage);
  }),
  scene('deny', async (stage) => {
    await stage.asks('remove the old file', [[bash('rm build/old.txt')], done]);
    await stage.waits();
    await stage.point(/^no/i);
    await stage.shoots({ label: 'permission-bash-no-selected', state: 'permission' });
    await stage.press('Enter');
    await stage.settles();
    await stage.stops();
    await stage.rests();
    await stage.shoots({ label: 'idle-after-deny', state: 'idle' });
    await clearsBox(stage);
  }),
  scene('amend', async (stage) => {
    await stage.asks('remove it again', [[bash('rm build/old.txt')], done]);
    await stage.waits();
    await stage.point(/^no/i);
    await stage.press('Tab');
    await stage.type('rather rename it');
    await stage.shoots({ label: 'permission-bash-amend', state: 'permission' });
    await stage.press('Escape');
    await stage.settles();
    await stage.stops();
    await stage.rests();
    await clearsBox(stage);
  }),
  scene('two-calls', async (stage) => {
    await stage.asks('two commands', [[bash('mkdir -p out/a'), bash('touch out/a/file.txt')], done]);
    await stage.waits();
    await stage.shoots({ label: 'permission-bash-first-of-two', state: 'permission' });
    await stage.draws(() => stage.choose(/^yes$/i));
    await stage.sees(/touch out.*[❯>] 1\. Yes/u);
    await stage.waits();
    await stage.shoots({ label: 'permission-bash-second-of-two', state: 'permission' });
    await stage.choose(/^yes$/i);
    await stage.rests();
    await stage.shoots({ label: 'idle-after-tool', state: 'idle' });
  }),
  scene('questions', async (stage) => {
    await stage.asks('ask me several questions', [[threeQuestions], done]);
    await stage.waits();
    await stage.shoots({ label: 'question-multi', state: 'question' });
    await stage.press('Enter');
    await stage.settles();
    await stage.shoots({ label: 'question-multiselect', state: 'question' });
    await stage.press('Enter', 'Right');
    await stage.settles();
    await stage.shoots({ label: 'question-review', state: 'question' });
    await stage.press('Enter');
    await stage.rests();
    await stage.shoots({ label: 'idle-after-question', state: 'idle' });
  }),
  scene('own-answer', async (stage) => {
    await stage.asks('ask me one question', [[question], done]);
    await stage.waits();
    await stage.point(/^(type something|other)/i);
    await stage.type('neither of them');
    await stage.shoots({ label: 'question-own-answer', state: 'question' });
    await stage.press('Escape');
    await stage.settles();
    if (await stage.shows(/database should the archive/i)) await stage.stops();
    await stage.rests();
    await clearsBox(stage);
  }),
];

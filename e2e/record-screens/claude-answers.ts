import { call, say } from './words.ts';

const option = (label: string, description: string) => ({ label, description });

/** Questions, plans and helpers that Claude Code's own tools show. */
export const question = call('AskUserQuestion', {
  questions: [
    {
      question: 'Which database should the archive use?',
      header: 'Database',
      multiSelect: false,
      options: [
        option('PostgreSQL', 'Reuse the cluster of the invoices'),
        option('SQLite', 'One file for each tenant'),
        option('DuckDB', 'Columns, good for reports'),
      ],
    },
  ],
});

export const longQuestion = call('AskUserQuestion', {
  questions: [
    {
      question:
        'The change touches three services and the ledger must stay right while it runs. Which way should I follow when the totals become integer cents?',
      header: 'Strategy',
      multiSelect: false,
      options: [
        option(
          'Write both, then switch (recommended)',
          'Both columns are written for one release and compared every night; then the readers are switched and the old column is dropped',
        ),
        option(
          'One window',
          'The queue is stopped and all rows are changed in one transaction, about forty minutes',
        ),
        option(
          'Row by row',
          'A row is changed when it is next touched; old rows stay as they are for months',
        ),
      ],
    },
  ],
});

export const threeQuestions = call('AskUserQuestion', {
  questions: [
    {
      question: 'Which package manager do you use?',
      header: 'Packages',
      multiSelect: false,
      options: [option('npm', 'Comes with Node'), option('pnpm', 'Fast and strict')],
    },
    {
      question: 'Which checks should run before a commit?',
      header: 'Checks',
      multiSelect: true,
      options: [option('Lint', 'eslint .'), option('Types', 'tsc --noEmit'), option('Tests', 'npm test')],
    },
  ],
});

export const planText = [
  '# Integer cents',
  '',
  '1. Change `src/total.js`.',
  '2. Change its test.',
  '3. Run `npm test`.',
].join('\n');
export const longPlanText = [
  planText,
  '',
  ...Array.from({ length: 40 }, (_, i) => `- step ${i + 1} of the details`),
].join('\n');
export const planCall = call('ExitPlanMode', { plan: planText });
export const longPlanCall = call('ExitPlanMode', { plan: longPlanText });

const tasks: [string, string][] = [
  ['Read the code', 'Reading the code'],
  ['Fix the rounding', 'Fixing the rounding'],
  ['Run the tests', 'Running the tests'],
];
/** More than a low screen has rows for. */
const manyTasks = [
  ...tasks,
  ...Array.from({ length: 14 }, (_, i): [string, string] => [
    `Check part ${i + 1}`,
    `Checking part ${i + 1}`,
  ]),
];

export const taskList = (version: string, length: 'short' | 'long' = 'short') => {
  const list = length === 'short' ? tasks : manyTasks;
  if (!version.startsWith('2.0'))
    return list.map(([subject, activeForm]) =>
      call('TaskCreate', { subject, description: subject, activeForm: `${activeForm} now` }),
    );
  const status = (i: number) => ['completed', 'in_progress'][i] ?? 'pending';
  const todos = list.map(([content, activeForm], i) => ({ content, status: status(i), activeForm }));
  return [call('TodoWrite', { todos })];
};

export const helper = (version: string, prompt: string, description: string) =>
  call(version.startsWith('2.0') ? 'Task' : 'Agent', {
    description,
    prompt,
    subagent_type: 'general-purpose',
    ...(version.startsWith('2.0') ? {} : { run_in_background: false }),
  });

export const done = [say('That is done.')];

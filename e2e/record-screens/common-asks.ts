import type { StubStep } from '../stubs/script.ts';
import { ticket } from '../stubs/tracker-server.ts';
import type { Ask, Failing } from './common-scenes.ts';
import { dialogCommand, dialogFile } from './hard-words.ts';
import { call, fail, multiLineCommand, say } from './words.ts';

/** What an agent calls its tools, and what it calls them with. */
interface ToolWords {
  /** Of a command, in labels. */
  command: 'shell' | 'bash';
  run(command: string): StubStep;
  /** `src/total.js` is changed, perhaps after it was read. */
  edit: StubStep[][];
  write(path: string, content: string): StubStep;
  fetch: StubStep;
  mcp: string;
}

const longFile = `${Array.from({ length: 80 }, (_, i) => `export const rate${i} = ${i};`).join('\n')}\n`;

/** Everything that a person is asked for permission. */
export function permissionAsks(tools: ToolWords): Ask[] {
  const { run, write } = tools;
  const command = `permission-${tools.command}`;
  const one = (label: string, prompt: string, ...steps: StubStep[]): Ask => ({
    ...{ label, prompt, calls: [steps] },
  });
  return [
    one(command, 'remove the build', say('I remove it.'), run('rm -rf build')),
    one(`${command}-lines`, 'change all files', run(multiLineCommand)),
    one(
      `${command}-long`,
      'one long command',
      run(`node -e "${'console.log(1); '.repeat(20)}" && touch build/x`),
    ),
    { label: 'permission-edit', prompt: 'fix the rounding', calls: tools.edit },
    one('permission-write', 'write a file', write('CHANGES.md', '# Changes\n\n● 1. Allow once\n')),
    one(`${command}-hard`, 'write dialogs down', run(dialogCommand)),
    one('permission-write-hard', 'write a file of dialogs', write('dialogs.md', dialogFile)),
    one('permission-mcp', 'make a ticket', call(tools.mcp, ticket)),
    one('permission-write-long', 'write the long file', write('src/rates.js', longFile)),
    one('permission-webfetch', 'fetch the docs', tools.fetch),
  ];
}

const options = [
  { label: 'PostgreSQL', description: 'A server; best for many users' },
  { label: 'SQLite', description: 'One file; no server' },
];

/** Questions with two answers each; `extra`: what the agent's tool wants to know of a question besides. */
export function questionAsks(tool: string, extra: Record<string, unknown>): Ask[] {
  const about = (what: string) => ({
    ...{ question: `Which database should the ${what} use?`, header: what, options, ...extra },
  });
  const asking = (...of: string[]) => [[call(tool, { questions: of.map(about) })]];
  return [
    { label: 'question', prompt: 'ask me one question', state: 'question', calls: asking('archive') },
    {
      label: 'question-several',
      prompt: 'ask me several questions',
      state: 'question',
      calls: asking('archive', 'ledger'),
    },
  ];
}

/** What a model server refuses, with what it says of a wrong key and of a limit. */
export const refusals = (words: { key: string; limit: string }): Failing[] => [
  { label: 'auth-error', prompt: 'fail with 401', step: fail(401, words.key), state: 'error' },
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
    step: fail(429, words.limit),
    state: 'rate_limited',
    retries: true,
  },
];

import type { DialogKind } from '@architect/contracts/sessions';
import type { CliName } from './cli-packages.ts';

/** Who decides. Its name is part of the file names and addresses, so that a rule tells one from another. */
export type Way = 'policy-approves' | 'policy-denies' | 'person-approves';

export interface PermissionCase {
  what: string;
  kind: DialogKind;
  /** Decided by a rule, or always a person's. */
  ways: Way[];
  /** First line of the prompt: what makes the model ask. `outside` is a directory that is not the project's. */
  ask(way: Way, outside: string): string;
  /** Part of what the dialog must be about. */
  subject: (way: Way) => string;
  /** A file in the project and its text, once the agent was allowed; absent where nothing stays. */
  effect?: (way: Way) => { file: string; text: string };
  /** How a person says yes; default: approve. */
  answer?: { action: 'answer'; answer: string };
  /** Only in this mode the CLI asks: a person presses the key until the screen shows it, and out of it again. */
  mode?: { key: string; shown: RegExp };
  /** The CLI tells its model of a refusal and lets it go on, where others end the turn. */
  goesOnRefused?: true;
}

const byRule: Way[] = ['policy-approves', 'policy-denies', 'person-approves'];
const byPerson: Way[] = ['person-approves'];
const tool = (name: string, input: object) => `tool ${name} ${JSON.stringify(input)}`;

const bash: PermissionCase = {
  what: 'a command',
  kind: 'bash',
  ways: byRule,
  ask: (way) => `run touch ${way}.made`,
  subject: (way) => `touch ${way}.made`,
  effect: (way) => ({ file: `${way}.made`, text: '' }),
};

const write: PermissionCase = {
  what: 'a new file',
  kind: 'write',
  ways: byRule,
  ask: (way) => `edit ${way}.txt`,
  subject: (way) => `${way}.txt`,
  effect: (way) => ({ file: `${way}.txt`, text: 'written by the stub model\n' }),
};

/** A change of `<way>.md`, which holds "before". */
function edit(calls: (file: string) => string[]): PermissionCase {
  return {
    what: 'a change of a file',
    kind: 'edit',
    ways: byRule,
    ask: (way) => calls(`$CWD/${way}.md`).join(' then '),
    subject: (way) => `${way}.md`,
    effect: (way) => ({ file: `${way}.md`, text: 'after\n' }),
  };
}

/** A tool of the MCP server, under the CLI's own name for it. */
function mcp(name: string, more: Partial<PermissionCase> = {}): PermissionCase {
  return {
    what: 'a tool of an MCP server',
    kind: 'mcp',
    ways: byRule,
    ask: (way) => tool(name, { title: way }),
    subject: (way) => way,
    effect: (way) => ({ file: `${way}.ticket`, text: '' }),
    ...more,
  };
}

/** Codex edits by patches, and asks in the same way for new files. */
function patch(what: string, lines: (way: Way, outside: string) => string[]): PermissionCase {
  const input = (words: string[]) => ['*** Begin Patch', ...words, '*** End Patch', ''].join('\n');
  return {
    what,
    kind: 'edit',
    ways: byRule,
    ask: (way, outside) => tool('apply_patch', { input: input(lines(way, outside)) }),
    subject: (way) => way,
  };
}

/** Nobody listens there: the CLI may ask, and what it then meets is an error of its tool. */
const page = (way: Way) => `https://127.0.0.1:9/${way}`;

function web(call: (url: string) => string): PermissionCase {
  return { what: 'a web page', kind: 'web', ways: byRule, ask: (way) => call(page(way)), subject: page };
}

const choice = {
  question: 'Which database?',
  header: 'Database',
  options: [
    { label: 'SQLite', description: 'One file' },
    { label: 'PostgreSQL', description: 'A server' },
  ],
};

function question(call: string, more: Partial<PermissionCase> = {}): PermissionCase {
  return {
    what: 'a question',
    kind: 'question',
    ways: byPerson,
    ask: () => call,
    subject: () => '',
    answer: { action: 'answer', answer: 'SQLite' },
    ...more,
  };
}

const claude: PermissionCase[] = [
  bash,
  edit((file_path) => [
    tool('Read', { file_path }),
    tool('Edit', { file_path, old_string: 'before', new_string: 'after' }),
  ]),
  write,
  {
    what: 'a file outside',
    kind: 'read',
    // Outside the working directory a rule may deny, never approve.
    ways: ['policy-denies', 'person-approves'],
    ask: (way, outside) => tool('Read', { file_path: `${outside}/${way}.md` }),
    subject: (way) => `${way}.md`,
  },
  web((url) => tool('WebFetch', { url, prompt: 'Sum it up' })),
  mcp('mcp__tracker__create_ticket'),
  {
    what: 'a plan',
    kind: 'plan',
    ways: byPerson,
    ask: () => tool('ExitPlanMode', { plan: '# Cents\n\n1. Change the total.' }),
    subject: () => '',
    mode: { key: 'BTab', shown: /plan mode on/ },
    // Newer versions have no plain yes here: each row names the mode that follows.
    answer: { action: 'answer', answer: '1' },
  },
  question(tool('AskUserQuestion', { questions: [{ ...choice, multiSelect: false }] })),
];

const codex: PermissionCase[] = [
  bash,
  {
    ...patch('a change of a file', (way) => [`*** Update File: ${way}.md`, '@@', '-before', '+after']),
    effect: (way) => ({ file: `${way}.md`, text: 'after\n' }),
  },
  {
    ...patch('a new file', (way) => [`*** Add File: ${way}.txt`, '+new']),
    effect: (way) => ({ file: `${way}.txt`, text: 'new\n' }),
  },
  {
    ...patch('a file outside', (way, outside) => [`*** Add File: ${outside}/${way}.txt`, '+new']),
    // Outside the working directory a rule may deny, never approve.
    ways: ['policy-denies', 'person-approves'],
  },
  mcp('mcp__tracker__create_ticket', { goesOnRefused: true }),
  // Only in plan mode may Codex ask.
  question(tool('request_user_input', { questions: [{ ...choice, id: 'database' }] }), {
    mode: { key: 'BTab', shown: /Plan mode \(shift/ },
  }),
];

const gemini: PermissionCase[] = [
  bash,
  edit((file_path) => [
    tool('replace', { file_path, instruction: 'Change it', old_string: 'before', new_string: 'after' }),
  ]),
  write,
  web((url) => tool('web_fetch', { prompt: `Sum up ${url} please` })),
  mcp('mcp_tracker_create_ticket'),
  question(tool('ask_user', { questions: [{ ...choice, type: 'choice', multiSelect: false }] })),
];

const opencode: PermissionCase[] = [
  bash,
  edit((filePath) => [
    tool('read', { filePath }),
    tool('edit', { filePath, oldString: 'before', newString: 'after' }),
  ]),
  // opencode asks for its new files as for changes.
  { ...write, kind: 'edit' },
  web((url) => tool('webfetch', { url, format: 'text' })),
  // Its dialog does not say with what the tool is called.
  mcp('tracker_create_ticket', { ways: byPerson, subject: () => 'tracker_create_ticket' }),
  {
    what: 'a directory outside',
    kind: 'other',
    ways: byPerson,
    ask: (way, outside) => tool('read', { filePath: `${outside}/${way}.md` }),
    subject: () => 'outside',
  },
  question(tool('question', { questions: [{ ...choice, multiple: false }] })),
];

const qwen: PermissionCase[] = [
  bash,
  edit((file_path) => [
    tool('read_file', { file_path }),
    tool('edit', { file_path, old_string: 'before', new_string: 'after' }),
  ]),
  write,
  web((url) => tool('web_fetch', { url, prompt: 'Sum it up' })),
  {
    what: 'a file outside',
    kind: 'read',
    ways: ['policy-denies', 'person-approves'],
    ask: (way, outside) => tool('read_file', { file_path: `${outside}/${way}.md` }),
    subject: (way) => `${way}.md`,
  },
  mcp('mcp__tracker__create_ticket'),
  question(tool('ask_user_question', { questions: [{ ...choice, multiSelect: false }] })),
];

/** Every permission kind that each CLI asks for. */
export const permissionCases: Record<CliName, PermissionCase[]> = { claude, codex, gemini, opencode, qwen };

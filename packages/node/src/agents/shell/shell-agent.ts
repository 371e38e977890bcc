import type { Agent, ProcessFacts } from '../agent.ts';
import { emptyReading } from '../empty-reading.ts';

/** Programs that read commands: text typed there runs. */
export const shellNames = [
  'bash',
  'zsh',
  'fish',
  'sh',
  'dash',
  'ash',
  'ksh',
  'mksh',
  'tcsh',
  'csh',
  'nu',
  'pwsh',
  'elvish',
  'xonsh',
];

/** Everyday programs of a terminal: no agent, and nothing that a prompt could be meant for. */
const terminalPrograms = [
  'sleep',
  'less',
  'more',
  'man',
  'vi',
  'vim',
  'nvim',
  'nano',
  'emacs',
  'top',
  'htop',
  'btop',
  'watch',
  'tail',
  'cat',
  'git',
  'make',
  'ssh',
  'su',
  'sudo',
  'login',
  'psql',
  'sqlite3',
  'mysql',
  'redis-cli',
  'gdb',
  'tmux',
  'screen',
  'grep',
  'find',
  'tar',
  'rsync',
  'curl',
  'wget',
  'apt',
  'apt-get',
  'docker',
  'kubectl',
  'pytest',
  'cargo',
  'go',
  'journalctl',
];

/** Programs that run others: the name says nothing about what is on the screen. */
const interpreters = ['python', 'python3', 'env', 'ruby', 'perl', 'irb', 'php'];

export const shellAgent: Agent = {
  provider: 'shell',
  recognise: (process) => {
    const name = programName(process.command);
    if (shellNames.includes(name)) return 2;
    return terminalPrograms.includes(name) ? 1 : 0;
  },
  recogniseScreen: (screen) => {
    if (!interpreters.includes(programName(screen.command))) return false;
    const row = screen.lines[screen.cursor.y] ?? '';
    const before = row.slice(0, screen.cursor.x).trimEnd();
    return isInterpreterPrompt(before) || isPager(before);
  },
  readScreen: () => ({
    state: 'shell',
    rule: 'shell.screen.any',
    detail: 'a shell or one of its programs is in the foreground',
    ...emptyReading,
  }),
  prepare: () => ({ ok: false, reason: 'a shell would run the text as a command' }),
  boxHolds: () => false,
  showsPrompt: () => false,
  answerKeys: () => null,
  visibleAnswer: () => null,
  settleMs: 200,
};

/** `-bash` is a login shell, `/usr/bin/zsh` a path. */
export function programName(command: string): string {
  return (command.split('/').at(-1) ?? '').replace(/^-/, '').toLowerCase();
}

/** True for an interactive shell; `bash -c …` and `bash script` stand in front of another program. */
export function isInteractiveShell(process: ProcessFacts): boolean {
  const [leader] = process.commandLines;
  if (!shellNames.includes(programName(process.command))) return false;
  if (leader === undefined) return true;
  return leader.slice(1).every((argument) => /^-/.test(argument) && !/^-[a-z]*c$/.test(argument));
}

function isInterpreterPrompt(text: string): boolean {
  return /^(>>>|\.\.\.|irb\(.*\)[:\d]*[>*])$/.test(text.trim());
}

function isPager(text: string): boolean {
  return text.startsWith(':') || /^\(END\)/.test(text) || /^--More--/.test(text);
}

import type { Agent, ProcessFacts } from '../agent.ts';
import { emptyReading } from '../empty-reading.ts';
import type { Screen } from '../screen.ts';

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
const terminalPrograms = new Set(
  [
    'sleep cat tail head watch grep rg find fd sort sed awk xargs tee wc jq bc dd cp mv rm ls du df ps kill ping',
    'less more man bat vi vim nvim vimdiff view nano emacs kak hx micro mc ranger fzf tig lazygit',
    'top htop btop iotop nvtop k9s journalctl systemctl dmesg strace lsof crontab su sudo doas login tmux screen',
    'git gh make cmake ninja cargo rustc gcc g++ clang go java mvn gradle dotnet pytest pip pip3 uv poetry terraform',
    'ssh scp sftp rsync curl wget tar zip unzip docker podman kubectl helm apt apt-get dnf pacman brew',
    'psql sqlite3 mysql mariadb redis-cli mongosh gdb lldb ghci lua julia',
  ].flatMap((names) => names.split(' ')),
);

/** Programs that run others: the name says nothing about what is on the screen. */
const interpreters = ['python', 'python3', 'env', 'ruby', 'perl', 'irb', 'php', 'node'];

export const shellAgent: Agent = {
  provider: 'shell',
  recognise: (process) => {
    const name = programName(process.command);
    if (shellNames.includes(name)) return 2;
    return terminalPrograms.has(name) ? 1 : 0;
  },
  recogniseScreen: (screen) => {
    if (!interpreters.includes(programName(screen.command))) return false;
    const row = screen.lines[screen.cursor.y] ?? '';
    const before = row.slice(0, screen.cursor.x).trimEnd();
    return isInterpreterPrompt(before) || isPager(before) || isNodePrompt(screen, before);
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

/** `> ` is also how agents begin their box: the greeting tells, with nothing below the cursor. */
function isNodePrompt(screen: Screen, text: string): boolean {
  const isLast = screen.lines.slice(screen.cursor.y + 1).every((line) => line.trim() === '');
  return (
    isLast && /^(>|\.{3,})/.test(text) && screen.lines.some((line) => /^Welcome to Node\.js v/.test(line))
  );
}

function isPager(text: string): boolean {
  return text.startsWith(':') || /^\(END\)/.test(text) || /^--More--/.test(text);
}

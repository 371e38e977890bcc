import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Agent, ProcessFacts } from '../agents/agent.ts';

const timeoutMs = 10_000;
const runners = ['node', 'bun', 'deno', 'python', 'python3'];

/** Which version of its program a session runs. */
export interface AgentVersions {
  /** The version; null when the program does not tell; undefined while it is asked, `onKnown` is called then. */
  of(
    agent: Pick<Agent, 'versionCommand'>,
    process: ProcessFacts,
    onKnown: () => void,
  ): string | null | undefined;
}

/** Asks each program file once, and again when the file has changed. */
export function createAgentVersions(): AgentVersions {
  const known = new Map<string, string | null>();
  const asked = new Map<string, (() => void)[]>();
  return {
    of(agent, process, onKnown) {
      const command = agent.versionCommand ? commandOf(agent.versionCommand, process) : null;
      if (command === null) return null;
      const version = known.get(command.key);
      if (version !== undefined) return version;
      const waiting = asked.get(command.key);
      if (waiting) {
        waiting.push(onKnown);
        return undefined;
      }
      asked.set(command.key, [onKnown]);
      ask(command.words, process.env, (answer) => {
        known.set(command.key, answer);
        for (const tell of asked.get(command.key) ?? []) tell();
        asked.delete(command.key);
      });
      return undefined;
    },
  };
}

/** The very program that runs, where its command line names the file; else the one on its search path. */
function commandOf(
  [name = '', ...rest]: string[],
  process: ProcessFacts,
): { words: string[]; key: string } | null {
  for (const line of process.commandLines) {
    const at = isFileOf(line[0], name) ? 0 : isRunner(line[0]) && isFileOf(line[1], name) ? 1 : -1;
    const file = line[at];
    if (file !== undefined) return withKey([...line.slice(0, at + 1), ...rest], file);
  }
  const file = (process.env.PATH ?? '')
    .split(delimiter)
    .map((dir) => join(dir, name))
    .find((path) => isAbsolute(path) && statSync(path, { throwIfNoEntry: false })?.isFile());
  return file === undefined ? null : withKey([file, ...rest], file);
}

function isFileOf(path: string | undefined, name: string): boolean {
  if (path === undefined || !isAbsolute(path)) return false;
  return (path.split('/').at(-1) ?? '').replace(/\.[cm]?js$/, '') === name;
}

function isRunner(path: string | undefined): boolean {
  return runners.includes(path?.split('/').at(-1) ?? '');
}

function withKey(words: string[], file: string): { words: string[]; key: string } | null {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? { words, key: `${words.join('\0')}\0${stat.mtimeMs}\0${stat.size}` } : null;
}

/** Runs it with little more than the agent's own search path and home; the first `1.2.3` of what it prints counts. */
function ask(words: string[], env: Record<string, string>, onAnswer: (version: string | null) => void): void {
  const [file = '', ...rest] = words;
  const options = { timeout: timeoutMs, killSignal: 'SIGKILL' as const, cwd: '/', env: onlyPlaces(env) };
  const child = execFile(file, rest, options, (_error, stdout, stderr) =>
    onAnswer(/\d+\.\d+\.\d+(?:-[\w.]+)?/.exec(`${stdout}\n${stderr}`)?.[0] ?? null),
  );
  child.stdin?.end();
}

function onlyPlaces({ PATH = '', HOME = '', LANG = '' }: Record<string, string>): NodeJS.ProcessEnv {
  return { PATH, HOME, ...(LANG ? { LANG } : {}), NO_COLOR: '1' };
}

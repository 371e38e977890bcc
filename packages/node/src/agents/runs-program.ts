import type { ProcessFacts } from './agent.ts';

/** Programs that only start another one: options aside, their first argument that is a path or a name counts. */
const runners = [
  'node',
  'bun',
  'deno',
  'env',
  'npx',
  'npm',
  'pnpm',
  'yarn',
  'bunx',
  'sh',
  'bash',
  'dash',
  'zsh',
  'sudo',
  'nice',
  'time',
  'timeout',
  'script',
];

/**
 * True when one of the processes in the foreground is this program: by its own name (`/usr/bin/claude`), by the script
 * that an interpreter runs (`node /usr/lib/node_modules/.bin/codex`), or by the package path of that script.
 */
export function runsProgram(process: ProcessFacts, program: { names: string[]; packages: RegExp }): boolean {
  return process.commandLines.some((line) => {
    const [first = '', ...rest] = line;
    if (program.names.includes(baseName(first))) return true;
    if (program.packages.test(first)) return true;
    if (!runners.includes(baseName(first))) return false;
    const script = rest.find((argument) => !argument.startsWith('-') && !/^\w+=/.test(argument)) ?? '';
    return (
      program.names.includes(baseName(script).replace(/\.[cm]?js$/, '')) || program.packages.test(script)
    );
  });
}

function baseName(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/^-/, '').toLowerCase();
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';

interface Flags {
  agent: string;
  version?: string;
  sizes: string;
  out?: string;
  only?: string;
  prose?: string;
  json?: boolean;
}

/** The recorder needs the stub model servers of the tests, so it lives with them; an installation may lack it. */
const recorder = fileURLToPath(new URL('../../../../e2e/record-screens/main.ts', import.meta.url));

/** `architect agents record-screens`: records what a version of an agent CLI draws, and judges it. */
export function addRecordScreens(agents: Command, { output, setExitCode }: CommandContext): void {
  agents
    .command('record-screens')
    .description('record the screens of one version of an agent CLI against stub models, and check them')
    .option('--agent <name>', 'claude, codex, gemini, opencode or qwen', 'claude')
    .option('--version <version>', 'version from npm (default: the one the tests are pinned to)')
    .option('--sizes <list>', 'columns x rows; the first is the size at the start', '120x40,80x24,200x50')
    .option('--out <dir>', 'folder for the recordings; made anew (default: screens-AGENT-VERSION)')
    .option('--only <pattern>', 'only runs or scenes whose name fits; adds to the folder')
    .option('--prose <file>', 'answers to record too, parted by lines of =====, as the run "prose"')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(async (flags: Flags) => {
      if (!existsSync(recorder))
        throw new CliError('failed', 'Recording needs a checkout of the project: run it from there.');
      const words = Object.entries(flags).flatMap(([name, value]) =>
        value === true ? [`--${name}`] : value === undefined ? [] : [`--${name}`, String(value)],
      );
      const child = spawn(process.execPath, [recorder, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
      // A Ctrl-C at the terminal reaches both.
      process.once('SIGTERM', () => child.kill('SIGTERM'));
      child.stdout.setEncoding('utf8').on('data', (text: string) => output.line(text.trimEnd()));
      const [code] = await once(child, 'close');
      if (code !== 0) setExitCode(exitCodes.failed);
    });
}

const examples = `
Nothing is sent to a model: the CLI talks to a stub on this machine, with a home of its own.

Examples:
  architect agents record-screens --agent claude --version 2.1.330
  architect agents record-screens --agent codex --only '^permissions$' --out my-screens
  architect agents record-screens --agent gemini --only '^set-|^hard-' --sizes 60x15,220x60   (settings, hostile answers)
  architect agents record-screens --agent qwen --only '^prose$' --prose e2e/record-screens/other-prose.txt --sizes 97x28`;

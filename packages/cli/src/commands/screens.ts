import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';

/** `architect screens`: recorded agent screens and what the program makes of them. */
export function addScreens(program: Command, context: CommandContext): void {
  const screens = program
    .command('screens')
    .description('recorded screens of agents: check how they are understood, record new ones')
    .addHelpText('after', examples);
  screens
    .command('check')
    .description('classify every capture of a folder and compare with its index.json; fails on a mismatch')
    .argument('<dir>', 'folder with index.json')
    .option('--rules <file>', 'with the agents and rules of this agents.yaml (that of the data directory)')
    .option('--json', 'print JSON')
    .action((dir: string, flags: CheckFlags) => check(dir, flags, context));
  screens
    .command('record')
    .description("save a session's present screen as a test case")
    .argument('<session>', 'name of the session, on this machine')
    .argument('<dir>', 'folder to add it to')
    .addOption(
      new Option(
        '--state <state>',
        'what it is: idle, busy, permission, question, trust … (default: what we think)',
      ),
    )
    .option('--detail <text>', 'what it shows', '')
    .action((session: string, dir: string, flags: { state?: string; detail: string }) =>
      record(session, dir, flags, context),
    );
}

const examples = `
Examples:
  architect screens check packages/node/src/agents/claude/screens
  architect screens record web my-screens --state permission --detail "git push"`;

interface CheckFlags {
  json?: boolean;
  rules?: string;
}

async function check(
  dir: string,
  flags: CheckFlags,
  { output, setExitCode, env }: CommandContext,
): Promise<void> {
  if (!existsSync(join(dir, 'index.json')))
    throw new CliError(
      'usage',
      `there is no index.json in ${dir}: name a folder that was written by screens record, sessions explain --save or agents record-screens`,
    );
  const { checkScreens, formatScreenCheck } = await import('@architect/node/agents/check-screens');
  const { bookWithRules } = await import('../book-with-rules.ts');
  const result = await checkScreens(dir, await bookWithRules(flags.rules ?? null, env));
  if (flags.json) output.json(result);
  else output.line(formatScreenCheck(result));
  if (result.total === 0 || result.mismatches.length > 0) setExitCode(exitCodes.failed);
}

async function record(
  session: string,
  dir: string,
  flags: { state?: string; detail: string },
  context: CommandContext,
): Promise<void> {
  const { recordScreen } = await import('../record-screen.ts');
  const file = await recordScreen({ session, dir, ...flags, context });
  context.output.line(`Saved ${file}. Check it: architect screens check ${dir}`);
}

import { type Policy, type PolicyChange, patternEndpoints } from '@architect/contracts/patterns';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { readList } from '../read-number.ts';

interface Json {
  json?: boolean;
}

interface SwitchFlags extends Json {
  exclude?: string[];
}

/** `architect policy`: whether dialogs of agents are answered automatically. */
export function addPolicy(program: Command, context: CommandContext): void {
  const policy = program
    .command('policy')
    .description('Switch automatic answers to dialogs on or off.')
    .addHelpText('after', examples);
  policy
    .command('show', { isDefault: true })
    .description('mode, excluded sessions and the rules that are built in')
    .option('--json', 'print JSON')
    .action((flags: Json) => show(flags, context));
  const on = (name: string, description: string, mode: Policy['mode']) =>
    policy
      .command(name)
      .description(description)
      .option('--exclude <sessions>', 'never answer in these, a,b; replaces the list', readList)
      .option('--json', 'print JSON')
      .action((flags: SwitchFlags) => change(mode, flags, context));
  on('on', 'answer what is safe, or what a pattern approves or denies', 'on');
  on('dry-run', 'only note what would be answered', 'dry_run');
  on('off', 'answer nothing automatically, at once', 'off');
}

const examples = `
Examples:
  architect policy dry-run
  architect policy on --exclude architect,qa
  architect policy off`;

async function show(flags: Json, { connect, output }: CommandContext): Promise<void> {
  const { data } = await (await connect()).call(patternEndpoints.getPolicy);
  if (flags.json) return output.json(data);
  output.line(describe(data));
  output.table(data.built_in, [
    { title: 'ACTION', value: (rule) => rule.action },
    { title: 'BUILT IN', value: (rule) => rule.name, maxCells: 30 },
    { title: 'WHAT', value: (rule) => rule.summary, maxCells: 80 },
  ]);
}

async function change(
  mode: Policy['mode'],
  flags: SwitchFlags,
  { connect, output }: CommandContext,
): Promise<void> {
  const body: PolicyChange = { mode, ...(flags.exclude ? { excluded_sessions: flags.exclude } : {}) };
  const { data } = await (await connect()).call(patternEndpoints.changePolicy, { body });
  if (flags.json) output.json(data);
  else output.line(describe(data));
}

function describe({ mode, excluded_sessions: excluded }: Policy): string {
  const what = { off: 'off', dry_run: 'a dry run: nothing is pressed', on: 'on' }[mode];
  return `Automatic answers are ${what}.${excluded.length > 0 ? ` Never in: ${excluded.join(', ')}.` : ''}`;
}

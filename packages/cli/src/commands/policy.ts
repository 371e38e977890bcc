import {
  type Escalation,
  escalation,
  groupBuiltIn,
  type Policy,
  type PolicyChange,
  patternEndpoints,
} from '@architect/contracts/patterns';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError } from '../exit-codes.ts';
import { readList } from '../read-number.ts';

interface Json {
  json?: boolean;
}

interface EscalateFlags extends Json {
  after?: number;
  then?: Escalation;
}

interface SwitchFlags extends Json {
  exclude?: string[];
}

/** `architect policy`: whether dialogs of agents are answered automatically. */
export function addPolicy(program: Command, context: CommandContext): void {
  const policy = program
    .command('policy')
    .description('switch automatic answers to dialogs on or off')
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
  policy
    .command('escalate')
    .description('what happens to dialogs that nobody decides')
    .option('--after <minutes>', 'how long they wait for a person', Number)
    .addOption(new Option('--then <what>', 'tell people, or tell them and deny').choices(escalation.options))
    .option('--json', 'print JSON')
    .action((flags: EscalateFlags) => escalate(flags, context));
}

const examples = `
Examples:
  architect policy dry-run
  architect policy on --exclude architect,qa
  architect policy escalate --after 5 --then deny
  architect policy off`;

async function show(flags: Json, { connect, output }: CommandContext): Promise<void> {
  const { data } = await (await connect()).call(patternEndpoints.getPolicy);
  if (flags.json) return output.json(data);
  output.line(describe(data));
  output.line(describeDeadline(data));
  output.table(groupBuiltIn(data.built_in), [
    { title: 'ACTION', value: (group) => group.action },
    { title: 'WHAT', value: (group) => group.summary, maxCells: 60 },
    { title: 'BUILT IN', value: (group) => group.names.join(', '), maxCells: 80 },
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

async function escalate(flags: EscalateFlags, { connect, output }: CommandContext): Promise<void> {
  if (flags.after === undefined && flags.then === undefined)
    throw new CliError('usage', 'say what to change: --after or --then');
  // The server says which lengths it takes.
  const body: PolicyChange = {
    ...(flags.after === undefined ? {} : { escalate_after_minutes: flags.after }),
    ...(flags.then === undefined ? {} : { escalation: flags.then }),
  };
  const { data } = await (await connect()).call(patternEndpoints.changePolicy, { body });
  if (flags.json) output.json(data);
  else output.line(describeDeadline(data));
}

function describe({ mode, excluded_sessions: excluded }: Policy): string {
  const what = { off: 'off', dry_run: 'a dry run: nothing is pressed', on: 'on' }[mode];
  return `Automatic answers are ${what}.${excluded.length > 0 ? ` Never in: ${excluded.join(', ')}.` : ''}`;
}

function describeDeadline({ escalation: end, escalate_after_minutes: minutes }: Policy): string {
  const then = end === 'deny' ? 'people are told and, while answers are on, it is denied' : 'people are told';
  return `A dialog that waits ${minutes} minutes is escalated: ${then}.`;
}

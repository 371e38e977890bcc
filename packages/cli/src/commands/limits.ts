import { type AssignerLimits, type ChangeLimits, limitEndpoints } from '@architect/contracts/assigner-limits';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError } from '../exit-codes.ts';
import { readNumber } from '../read-number.ts';

interface SetFlags {
  total?: string;
  perNode?: string;
  provider?: Record<string, number | null>;
  directory?: AssignerLimits['directory_rule'];
  memoryPerAgent?: string;
  memoryReserve?: string;
  headless?: string;
  headlessIdle?: number;
  json?: boolean;
}

/** `architect limits`: how much the queue may do at once. */
export function addLimits(program: Command, context: CommandContext): void {
  const limits = program
    .command('limits')
    .description('how much the queue may do at once')
    .addHelpText('after', examples);
  limits
    .command('show', { isDefault: true })
    .description('the limits that hold')
    .option('--json', 'print JSON')
    .action((flags: { json?: boolean }) => show(flags, context));
  limits
    .command('set')
    .description('change limits; what is not named stays')
    .option('--total <n>', 'prompts at work at once, or none')
    .option('--per-node <n>', 'the same for each machine, or none')
    .option('--provider <name=n>', 'the same for a provider, or name=none; repeatable', readProvider)
    .option('--directory <rule>', 'two agents in one directory: off, warn or refuse')
    .option('--memory-per-agent <mb>', 'memory that must be free to start an agent')
    .option('--memory-reserve <mb>', 'memory that must be left over then')
    .option('--headless <n>', 'agents without a terminal that the queue may start, or none')
    .option(
      '--headless-idle <minutes>',
      'one of them ends after so long without work',
      readNumber(1, 100_000),
    )
    .option('--json', 'print JSON')
    .action((flags: SetFlags) => set(flags, context));
}

const examples = `
Examples:
  architect limits
  architect limits set --provider claude=3 --directory refuse
  architect limits set --provider claude=none --total none`;

function readProvider(
  text: string,
  before: Record<string, number | null> = {},
): Record<string, number | null> {
  const [name = '', count = ''] = text.split('=');
  return { ...before, [name]: readCount(count, `--provider ${text}`) };
}

function readCount(text: string, flag: string): number | null {
  if (text === 'none') return null;
  if (/^\d+$/.test(text)) return Number(text);
  throw new CliError('usage', `${flag}: say a whole number, or none`);
}

/** Where none is zero. */
function readZero(text: string | undefined, flag: string): number | undefined {
  return text === undefined ? undefined : (readCount(text, flag) ?? 0);
}

async function show({ json }: { json?: boolean }, { connect, output }: CommandContext): Promise<void> {
  const { data } = await (await connect()).call(limitEndpoints.readLimits);
  tell(data, json, output);
}

async function set(flags: SetFlags, { connect, output }: CommandContext): Promise<void> {
  const body: ChangeLimits = {
    max_at_work: flags.total === undefined ? undefined : readCount(flags.total, '--total'),
    max_per_node: flags.perNode === undefined ? undefined : readCount(flags.perNode, '--per-node'),
    max_per_provider: flags.provider,
    directory_rule: flags.directory,
    memory_per_agent_mb: readZero(flags.memoryPerAgent, '--memory-per-agent'),
    memory_reserve_mb: readZero(flags.memoryReserve, '--memory-reserve'),
    headless_sessions: readZero(flags.headless, '--headless'),
    headless_idle_minutes: flags.headlessIdle,
  };
  if (Object.values(body).every((value) => value === undefined)) {
    throw new CliError('usage', 'Nothing to change. Try: architect limits set --provider claude=3');
  }
  const { data } = await (await connect()).call(limitEndpoints.changeLimits, { body });
  tell(data, flags.json, output);
}

function tell(limits: AssignerLimits, json: boolean | undefined, output: CommandContext['output']): void {
  if (json) return output.json(limits);
  const most = (count: number | null): string => (count === null ? 'no limit' : `at most ${count}`);
  output.line(`in all        ${most(limits.max_at_work)}`);
  output.line(`per machine   ${most(limits.max_per_node)}`);
  for (const [provider, count] of Object.entries(limits.max_per_provider)) {
    output.line(`${provider.padEnd(13)} ${most(count)}`);
  }
  output.line(`one directory ${limits.directory_rule}`);
  output.line(
    `memory        ${limits.memory_per_agent_mb} MB for an agent, ${limits.memory_reserve_mb} MB left over`,
  );
  output.line(
    `headless      at most ${limits.headless_sessions}, each ends after ${limits.headless_idle_minutes} minutes without work`,
  );
  for (const [provider, mode] of Object.entries(limits.default_modes))
    output.line(`${provider.padEnd(13)} ${mode}, where a prompt does not say it`);
}

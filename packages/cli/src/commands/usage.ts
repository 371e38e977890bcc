import { costWords, type UsageSums, usageEndpoints } from '@architect/contracts/usage';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { readNumber } from '../read-number.ts';

interface Flags {
  days: number;
  by: 'provider' | 'directory' | 'day';
  dir?: string;
  json?: boolean;
}

/** `architect usage`: tokens and money that the agents' work took. */
export function addUsage(program: Command, context: CommandContext): void {
  program
    .command('usage')
    .description('tokens and money that the work of the agents took, where they tell it')
    .option('--days <n>', 'of the last days', readNumber(1, 3_650), 7)
    .addOption(
      new Option('--by <what>', 'sums for each')
        .choices(['provider', 'directory', 'day'])
        .default('provider'),
    )
    .option('--dir <path>', 'only in this directory and below it')
    .option('--json', 'print JSON, with all sums')
    .addHelpText(
      'after',
      '\nExamples:\n  architect usage --days 30 --by day\n  architect usage --by directory\n  architect usage --dir ~/src/shop',
    )
    .action((flags: Flags) => usage(flags, context));
}

async function usage(flags: Flags, { connect, output }: CommandContext): Promise<void> {
  const { resolve } = await import('node:path');
  const { data } = await (await connect()).call(usageEndpoints.readUsage, {
    query: { days: flags.days, working_dir: flags.dir && resolve(flags.dir) },
  });
  if (flags.json) return output.json(data);
  if (data.total.turns === 0)
    return output.note(`No agent told what its work took in the last ${flags.days} days.`);
  const rows = {
    provider: data.by_provider.map((sums) => ({ ...sums, group: sums.provider })),
    directory: data.by_directory.map((sums) => ({ ...sums, group: sums.working_dir ?? 'unknown' })),
    day: data.by_day.map((sums) => ({ ...sums, group: sums.day })),
  }[flags.by];
  const figure = (title: string, pick: (sums: UsageSums) => number | null) => ({
    title,
    value: (sums: UsageSums) => pick(sums)?.toString() ?? 'unknown',
  });
  output.table(
    [...rows, { ...data.total, group: 'in all' }],
    [
      { title: flags.by.toUpperCase(), value: (row) => row.group },
      figure('TURNS', (sums) => sums.turns),
      figure('IN', (sums) => sums.input_tokens),
      figure('OUT', (sums) => sums.output_tokens),
      figure('CACHE READ', (sums) => sums.cache_read_tokens),
      figure('CACHE WRITE', (sums) => sums.cache_write_tokens),
      { title: 'COST', value: costWords },
    ],
  );
}

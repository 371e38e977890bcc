import { recordPartEndpoints } from '@architect/contracts/record-parts';
import { type RecordKind, recordKind } from '@architect/contracts/records';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { readNumber } from '../read-number.ts';
import { findProject } from '../records/find-place.ts';
import { paintRecord } from '../records/paint-record.ts';

interface SearchFlags {
  kind?: RecordKind;
  project?: string;
  limit: number;
  json?: boolean;
}

/** `architect search`: the texts of all records. */
export function addSearch(program: Command, context: CommandContext): void {
  program
    .command('search')
    .description('search the texts of all records; the last word may be unfinished')
    .argument('<words...>', 'all of them are in what is found')
    .addOption(new Option('--kind <kind>', 'only of this kind').choices(recordKind.options))
    .option('--project <name>', 'only of this project, by name or number')
    .option('--limit <n>', 'how many', readNumber(1, 100), 20)
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action((words: string[], flags: SearchFlags) => search(words, flags, context));
}

const examples = `
Examples:
  architect search login fails
  architect search timeout --kind error --project shop`;

async function search(words: string[], flags: SearchFlags, context: CommandContext): Promise<void> {
  const server = await context.connect();
  const project_id = flags.project === undefined ? undefined : await findProject(server, flags.project);
  const query = { q: words.join(' '), kind: flags.kind, project_id, limit: flags.limit };
  const { data } = await server.call(recordPartEndpoints.searchRecords, { query });
  const { output } = context;
  if (flags.json) return output.json(data);
  if (data.length === 0) return output.note('Nothing has all these words.');
  output.table(data, [
    { title: 'KIND', value: ({ kind }) => kind.replaceAll('_', ' ') },
    { title: 'ID', value: ({ id }) => String(id) },
    {
      title: 'STATUS',
      value: ({ status }) => status ?? '',
      paint: (text, { status }) => paintRecord('status', status, output.colors)(text),
    },
    { title: 'TITLE', value: ({ title }) => title, maxCells: 70 },
  ]);
}

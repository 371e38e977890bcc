import { readFile, writeFile } from 'node:fs/promises';
import { urlOf } from '@architect/contracts/call-endpoint';
import type { ImportReport } from '@architect/contracts/records';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { readAll } from '../read-all.ts';
import { addFilterFlags, queryOf } from './list-records.ts';
import { plainText } from './plain-text.ts';
import type { RecordWords } from './record-kinds.ts';

type Format = 'csv' | 'json';
const formats: readonly Format[] = ['csv', 'json'];
type ExportFlags = { format: Format; output?: string } & Parameters<typeof queryOf>[2];

/** `export` and `import`. */
export function addExchange(command: Command, words: RecordWords, context: CommandContext): void {
  const exporting = command
    .command('export')
    .description(`print ${words.many} as CSV or JSON; all of them without filters`);
  addFilterFlags(exporting, words)
    .addOption(new Option('--format <format>', 'of the file').choices(formats).default('csv'))
    .option('--output <file>', 'write it there')
    .action((flags: ExportFlags) => exportRecords(words, flags, context));
  command
    .command('import')
    .description(`create ${words.many} from a file: all of them, or none`)
    .argument('<file>', 'CSV with a line of names, or a JSON list; - is standard input')
    .addOption(new Option('--format <format>', 'without it, by the name of the file').choices(formats))
    .option('--dry-run', 'only check them')
    .option('--json', 'print JSON')
    .action((file: string, flags: ImportFlags) => importRecords(words, file, { flags, context }));
}

async function exportRecords(words: RecordWords, flags: ExportFlags, context: CommandContext): Promise<void> {
  const server = await context.connect();
  const wanted = flags.status === undefined ? { ...flags, all: true } : flags;
  const query = { ...(await queryOf(server, words, wanted)), format: flags.format };
  const { export: endpoint } = words.endpoints;
  const reply = await fetch(server.url + urlOf(endpoint, { query }), { headers: server.headers });
  const text = await reply.text();
  if (!reply.ok)
    throw new CliError(
      reply.status === 400 ? 'usage' : 'failed',
      `The export was refused: ${text.slice(0, 500)}`,
    );
  if (flags.output === undefined)
    return context.output.line((context.output.isTty ? plainText(text) : text).replace(/\n$/, ''));
  await writeFile(flags.output, text);
  context.output.note(`Written: ${flags.output}`);
}

interface ImportFlags {
  format?: Format;
  dryRun?: boolean;
  json?: boolean;
}

async function importRecords(
  words: RecordWords,
  file: string,
  { flags, context }: { flags: ImportFlags; context: CommandContext },
): Promise<void> {
  const text = file === '-' ? await readAll(context.stdin) : await readText(file);
  const format = flags.format ?? (file.endsWith('.json') || /^\s*\[/.test(text) ? 'json' : 'csv');
  const server = await context.connect();
  const body = { format, text, dry_run: flags.dryRun ?? false };
  const { data }: { data: ImportReport } = await server.call(words.endpoints.import, { body });
  if (data.faults.length > 0) context.setExitCode(exitCodes.failed);
  const { output } = context;
  if (flags.json) return output.json(data);
  if (data.faults.length === 0)
    return output.line(
      `${data.created} ${data.created === 1 ? words.one : words.many} ${data.dry_run ? 'would be created' : 'created'}.`,
    );
  output.note(`Nothing is imported: ${data.faults.length} ${data.faults.length === 1 ? 'fault' : 'faults'}.`);
  output.table(data.faults, [
    { title: 'ROW', value: ({ row }) => String(row) },
    { title: 'FIELD', value: ({ field }) => field },
    { title: 'FAULT', value: ({ message }) => message },
  ]);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CliError('usage', `${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

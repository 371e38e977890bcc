import {
  type ErrorEvent,
  type ErrorGroup,
  errorGroupEndpoints,
  errorSeverity,
  errorStatus,
} from '@architect/contracts/error-groups';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import type { Server } from '../connect.ts';
import { shortLine } from '../output.ts';
import { readId, readNumber } from '../read-number.ts';
import { addAssign } from '../records/assign-record.ts';
import { addFiles } from '../records/attach-files.ts';
import { addErrorChanges } from '../records/change-errors.ts';
import { addErrorKeys } from '../records/error-keys.ts';
import { findProject } from '../records/find-place.ts';
import { paintRecord } from '../records/paint-record.ts';
import { addParts } from '../records/record-parts.ts';
import { readParts, showFact, showParts, showText } from '../records/show-record.ts';
import { ageOf } from '../show-times.ts';

interface ListFlags {
  status?: string;
  all?: boolean;
  severity?: string;
  project?: string;
  node?: string;
  release?: string;
  environment?: string;
  search?: string;
  sort?: string;
  limit: number;
  json?: boolean;
}

const ended = ['resolved', 'ignored'];
const words = { kind: 'error', one: 'error' } as const;

/** `architect errors`: what applications reported, grouped and counted. */
export function addErrors(program: Command, context: CommandContext): void {
  const errors = program
    .command('errors')
    .description('errors of every application, grouped and counted')
    .addHelpText('after', examples);
  errors
    .command('list', { isDefault: true })
    .description('list errors, last seen first; the open ones')
    .option('--status <statuses>', `only these: ${errorStatus.options.join(', ')}`)
    .option('--all', `those that are ${ended.join(' or ')} as well`)
    .addOption(new Option('--severity <severity>', 'only of this severity').choices(errorSeverity.options))
    .option('--project <name>', 'only of this project, by name or number')
    .option('--node <name>', 'ever reported from there')
    .option('--release <name>', 'ever reported by this release')
    .option('--environment <name>', 'ever reported from there')
    .option('--search <words>', 'only with these words')
    .option('--sort <fields>', 'such as -occurrence_count or -severity,-last_seen')
    .option('--limit <n>', 'how many', readNumber(1, 200), 30)
    .option('--json', 'print JSON')
    .action((flags: ListFlags) => list(flags, context));
  errors
    .command('show')
    .description('one error with its newest report')
    .argument('<id>', 'number of the error', readId)
    .option('--json', 'print JSON')
    .action((id: number, { json }: { json?: boolean }) => show(id, { json, context }));
  addErrorChanges(errors, context);
  addParts(errors, words, context);
  addFiles(errors, words, context);
  addAssign(errors, words, context);
  addErrorKeys(errors, context);
}

const examples = `
Examples:
  architect errors --project shop --sort -occurrence_count
  architect errors show 5
  architect errors bug 5                      a bug with the stack, the counts and the suspects
  architect errors assign 5 --session web
  architect errors resolve 5 --release 1.4.2
  architect errors ignore 5 --reports 100
  architect errors merge 5 8 9
  architect errors keys create --project shop`;

async function list(flags: ListFlags, context: CommandContext): Promise<void> {
  const server = await context.connect();
  const open = errorStatus.options.filter((status) => !ended.includes(status)).join(',');
  const query = {
    project_id: flags.project === undefined ? undefined : await findProject(server, flags.project),
    status_in: flags.status ?? (flags.all ? undefined : open),
    severity: flags.severity,
    seen_on: flags.node,
    seen_in_release: flags.release,
    seen_in_environment: flags.environment,
    q: flags.search,
    sort: flags.sort,
    per_page: flags.limit,
  };
  const { data, pagination } = await server.call(errorGroupEndpoints.listErrors, { query });
  const { output, now } = context;
  if (flags.json) return output.json(data);
  if (data.length === 0)
    return output.note(
      'There are no such errors. --all shows those that are resolved or ignored; architect errors keys create makes a key for an application.',
    );
  const paint = (field: 'status' | 'severity') => (text: string, error: ErrorGroup) =>
    paintRecord(field, error[field], output.colors)(text);
  output.table(data, [
    { title: 'ID', value: ({ id }) => String(id) },
    { title: 'STATUS', value: ({ status }) => status, paint: paint('status') },
    { title: 'SEVERITY', value: ({ severity }) => severity, paint: paint('severity') },
    { title: 'COUNT', value: ({ occurrence_count }) => String(occurrence_count) },
    { title: 'SEEN', value: ({ last_seen }) => ageOf(last_seen, now()) },
    { title: 'TYPE', value: ({ error_type }) => error_type, maxCells: 24 },
    { title: 'MESSAGE', value: ({ message }) => message, maxCells: 60 },
  ]);
  if (pagination.total > data.length)
    output.note(`${data.length} of ${pagination.total}; --limit shows more.`);
}

async function show(
  id: number,
  { json, context }: { json: boolean | undefined; context: CommandContext },
): Promise<void> {
  const server = await context.connect();
  const { data } = await server.call(errorGroupEndpoints.getError, { params: { id } });
  const [newest, parts] = await Promise.all([
    newestReport(server, id),
    readParts(server, { kind: 'error', id }),
  ]);
  const { output } = context;
  if (json) return output.json({ ...data, newest, ...parts });
  const { colors } = output;
  output.line(
    `${colors.bold(`${shortLine(data.error_type, 200)}: ${shortLine(data.message, 500)}`)} ${colors.dim(`error ${id}`)} ${paintRecord('status', data.status, colors)(data.status)}`,
  );
  const { severity, occurrence_count, first_seen, last_seen, first_release, last_release, source, bug_id } =
    data;
  const facts = {
    severity,
    reports: occurrence_count,
    first_seen,
    last_seen,
    first_release,
    last_release,
    source,
    bug: bug_id,
  };
  for (const [name, value] of Object.entries({
    ...facts,
    assigned_to: data.assigned_to,
    regressions: data.regressions || null,
  }))
    showFact(name.replaceAll('_', ' '), value, output);
  const { by_node, by_release, by_environment } = data.occurrences;
  for (const [name, counts] of Object.entries({
    nodes: by_node,
    releases: by_release,
    environments: by_environment,
  }))
    showFact(
      name,
      counts.map((one) => `${one.name} ${one.count}`),
      output,
    );
  for (const print of data.fingerprints.length > 1 ? data.fingerprints : [])
    showFact(
      `fingerprint ${print.id}`,
      `${print.count} by ${print.grouping.by}: ${print.grouping.parts[0] ?? ''}`,
      output,
    );
  if (newest) showReport(newest, context);
  showParts(parts, context);
}

async function newestReport(server: Server, id: number): Promise<ErrorEvent | null> {
  const query = { per_page: 1, sort: '-id' };
  const { data } = await server.call(errorGroupEndpoints.listErrorEvents, { params: { id }, query });
  return data[0] ?? null;
}

function showReport(event: ErrorEvent, { output, now }: CommandContext): void {
  output.line(`\n${output.colors.dim(`newest report, ${ageOf(event.at, now())} ago`)}`);
  for (const [name, value] of Object.entries({
    url: event.url,
    node: event.node_id,
    release: event.release,
    sdk: event.sdk,
  }))
    showFact(name, value, output);
  showText('stack', event.stack_trace, output);
}

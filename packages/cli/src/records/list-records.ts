import { projectEndpoints } from '@architect/contracts/projects';
import type { Pagination } from '@architect/contracts/reply';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import type { Server } from '../connect.ts';
import type { Colors, Column } from '../output.ts';
import { readNumber } from '../read-number.ts';
import { findMilestone, findProject } from './find-place.ts';
import { paintRecord } from './paint-record.ts';
import { type Field, fieldsOf } from './record-fields.ts';
import type { AnyRecord, RecordWords } from './record-kinds.ts';

interface ListFlags {
  status?: string;
  all?: boolean;
  project?: string;
  milestone?: string;
  label?: string;
  search?: string;
  assignedTo?: string;
  priority?: string;
  severity?: string;
  deleted?: boolean;
  sort?: string;
  limit: number;
  json?: boolean;
}

const rowsPerPage = 200;

/** `list`: also what the command does without a word. */
export function addList(command: Command, words: RecordWords, context: CommandContext): void {
  const list = command
    .command('list', { isDefault: true })
    .description(`list ${words.many}, newest first${words.ended.length > 0 ? '; the open ones' : ''}`);
  addFilterFlags(list, words)
    .option('--sort <fields>', 'such as -priority,-updated_at')
    .option('--limit <n>', 'how many', readNumber(1, 10_000), 30)
    .option('--json', 'print JSON')
    .action((flags: ListFlags) => listRecords(words, flags, context));
}

/** Which records: the same for `list` and `export`. */
export function addFilterFlags(command: Command, words: RecordWords): Command {
  const fields = fieldsOf(words);
  const has = (name: string): Field | undefined => fields.find((field) => field.name === name);
  const status = has('status')?.choices ?? [];
  command.option('--status <statuses>', `only these: ${status.join(', ')}`);
  if (words.ended.length > 0) command.option('--all', `those that are ${words.ended.join(', ')} as well`);
  if (has('project_id')) command.option('--project <name>', 'only of this project, by name or number');
  if (has('milestone_id')) command.option('--milestone <name>', 'only of this milestone, by name or number');
  for (const name of ['priority', 'severity']) {
    const choices = has(name)?.choices;
    if (choices)
      command.addOption(new Option(`--${name} <${name}>`, `only of this ${name}`).choices(choices));
  }
  if (has('assigned_to')) command.option('--assigned-to <who>', 'only theirs');
  if (has('labels'))
    command.option('--label <labels>', 'only with all these labels, with commas between them');
  return command
    .option('--search <words>', 'only with these words')
    .option('--deleted', 'deleted ones instead');
}

/** The flags of a filter as the API takes them. */
export async function queryOf(server: Server, words: RecordWords, flags: Omit<ListFlags, 'limit' | 'sort'>) {
  const project_id = flags.project === undefined ? undefined : await findProject(server, flags.project);
  const milestone = flags.milestone;
  const open = fieldsOf(words)
    .find(({ name }) => name === 'status')
    ?.choices?.filter((status) => !words.ended.includes(status));
  const isWhole = flags.all || flags.deleted || words.ended.length === 0;
  return {
    project_id,
    milestone_id: milestone === undefined ? undefined : await findMilestone(server, milestone, project_id),
    status_in: flags.status ?? (isWhole ? undefined : open?.join(',')),
    priority: flags.priority,
    severity: flags.severity,
    assigned_to: flags.assignedTo,
    labels: flags.label,
    q: flags.search,
    deleted: flags.deleted ? 'only' : undefined,
  };
}

async function listRecords(words: RecordWords, flags: ListFlags, context: CommandContext): Promise<void> {
  const server = await context.connect();
  const query = { ...(await queryOf(server, words, flags)), sort: flags.sort };
  const { records, pagination } = await readPages(server, words, query, flags.limit);
  const { output } = context;
  if (flags.json) return output.json(records);
  if (records.length === 0) return output.note(emptyWords(words, flags));
  output.table(records, await columnsOf(server, words, output.colors));
  const { total, is_cut } = pagination;
  if (is_cut) output.note(`More than ${total} have these words; the newest of them are listed.`);
  if (total > records.length)
    output.note(`${records.length} of ${total}${is_cut ? '+' : ''}; --limit shows more.`);
}

async function readPages(server: Server, { endpoints }: RecordWords, query: object, limit: number) {
  const records: AnyRecord[] = [];
  for (let page = 1; ; page += 1) {
    const per_page = Math.min(limit, rowsPerPage);
    const reply = await server.call(endpoints.list, { query: { ...query, page, per_page } });
    // What the contract of any kind of records promises.
    const { data, pagination } = reply as {
      data: AnyRecord[];
      pagination: Pagination;
    };
    records.push(...data);
    if (records.length >= limit || page >= pagination.total_pages)
      return { records: records.slice(0, limit), pagination };
  }
}

function emptyWords({ command, many, one, ended }: RecordWords, flags: ListFlags): string {
  const { limit: _limit, sort: _sort, json: _json, ...filters } = flags;
  if (Object.keys(filters).length > 0) return `There are no such ${many}.`;
  const ends = ended.length > 0 ? ' --all shows those that have ended too.' : '';
  return `There are no ${ended.length > 0 ? 'open ' : ''}${many}.${ends} A new one: architect ${command} create "…" (see --help for the ${one}'s fields)`;
}

async function columnsOf(server: Server, words: RecordWords, colors: Colors): Promise<Column<AnyRecord>[]> {
  const names = words.columns.includes('project_id') ? await projectNames(server) : new Map<number, string>();
  const column = (field: string): Column<AnyRecord> => ({
    title: field.replace(/_id$/, '').replaceAll('_', ' ').toUpperCase(),
    value: (record) => cellOf(record[field], field, names),
    ...(field !== 'status' && { maxCells: 24, canBeLeftOut: true }),
    paint: (text, record) => paintRecord(field, record[field], colors)(text),
  });
  return [
    { title: 'ID', value: ({ id }) => String(id) },
    column('status'),
    ...words.columns.map(column),
    { title: words.title.toUpperCase(), value: (record) => String(record[words.title]), maxCells: 60 },
  ];
}

async function projectNames(server: Server): Promise<Map<number, string>> {
  const query = { per_page: rowsPerPage, deleted: 'include' };
  const { data } = await server.call(projectEndpoints.listProjects, { query });
  return new Map(data.map(({ id, name }) => [id, name]));
}

function cellOf(value: unknown, field: string, projects: ReadonlyMap<number, string>): string {
  if (value === null || value === undefined) return '';
  if (field === 'project_id') return projects.get(Number(value)) ?? `#${String(value)}`;
  if (typeof value !== 'object') return String(value);
  if ('percent' in value) return `${String(value.percent)} %`;
  const open = Object.entries(value).filter(([, count]) => Number(count) > 0);
  return open
    .map(([name, count]) => `${String(count)} ${name.replace(/^open_/, '').replaceAll('_', ' ')}`)
    .join(', ');
}

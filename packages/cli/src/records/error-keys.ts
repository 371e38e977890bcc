import { errorKeyEndpoints } from '@architect/contracts/error-keys';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError } from '../exit-codes.ts';
import { readId, readNumber } from '../read-number.ts';
import { ageOf } from '../show-times.ts';
import { findProject } from './find-place.ts';

interface KeyFlags {
  project?: string;
  name?: string;
  limit?: number;
  enable?: boolean;
  disable?: boolean;
  json?: boolean;
}

/** `architect errors keys`: with which applications report. */
export function addErrorKeys(errors: Command, context: CommandContext): void {
  const keys = errors.command('keys').description('keys with which applications report their errors');
  keys
    .command('list', { isDefault: true })
    .description('list keys')
    .option('--project <name>', 'only of this project, by name or number')
    .option('--json', 'print JSON')
    .action((flags: KeyFlags) => list(flags, context));
  keys
    .command('create')
    .description('create a key; its DSN is what an SDK is given')
    .requiredOption('--project <name>', 'by name or number')
    .option('--name <name>', 'of the application')
    .option('--limit <n>', 'reports an hour', readNumber(1, 100_000_000))
    .option('--json', 'print JSON')
    .action((flags: KeyFlags) => create(flags, context));
  keys
    .command('edit')
    .description('rename, limit, switch off or on')
    .argument('<key>', 'number of the key', readId)
    .option('--name <name>', 'of the application')
    .option('--limit <n>', 'reports an hour', readNumber(1, 100_000_000))
    .option('--enable', 'it counts again')
    .addOption(new Option('--disable', 'reports with it are refused').conflicts('enable'))
    .option('--json', 'print JSON')
    .action((id: number, flags: KeyFlags) => edit(id, flags, context));
  keys
    .command('delete')
    .description('delete a key; reports with it are refused from now on')
    .argument('<key>', 'number of the key', readId)
    .action(async (id: number) => {
      await (await context.connect()).call(errorKeyEndpoints.deleteErrorKey, { params: { id } });
      context.output.line(`Key ${id} is deleted.`);
    });
}

async function list(flags: KeyFlags, { connect, output, now }: CommandContext): Promise<void> {
  const server = await connect();
  const project_id = flags.project === undefined ? undefined : await findProject(server, flags.project);
  const { data } = await server.call(errorKeyEndpoints.listErrorKeys, { query: { project_id } });
  if (flags.json) return output.json(data);
  if (data.length === 0)
    return output.note('There are no keys: architect errors keys create --project NAME makes one.');
  output.table(data, [
    { title: 'ID', value: ({ id }) => String(id) },
    { title: 'NAME', value: ({ name }) => name, maxCells: 24 },
    { title: 'PROJECT', value: ({ project_id: project }) => String(project) },
    { title: 'STATE', value: ({ enabled }) => (enabled ? 'enabled' : 'disabled') },
    { title: 'LIMIT', value: ({ hourly_limit }) => (hourly_limit === null ? '' : `${hourly_limit}/h`) },
    { title: 'USED', value: ({ last_used_at }) => ageOf(last_used_at, now()) },
    { title: 'DSN', value: ({ dsn }) => dsn },
  ]);
}

async function create(
  { project = '', name, limit, json }: KeyFlags,
  { connect, output }: CommandContext,
): Promise<void> {
  const server = await connect();
  const body = { project_id: await findProject(server, project), name, hourly_limit: limit };
  const { data } = await server.call(errorKeyEndpoints.createErrorKey, { body });
  if (json) return output.json(data);
  output.line(data.dsn);
  output.note(
    `Key ${data.id} (${data.name}): give this DSN to the reporter or the Sentry SDK of the application.`,
  );
}

async function edit(id: number, flags: KeyFlags, { connect, output }: CommandContext): Promise<void> {
  const { name, limit: hourly_limit } = flags;
  const enabled = flags.enable || flags.disable ? flags.enable === true : undefined;
  if (name === undefined && hourly_limit === undefined && enabled === undefined)
    throw new CliError('usage', 'Say what to change: --name, --limit, --enable or --disable.');
  const { data } = await (await connect()).call(errorKeyEndpoints.changeErrorKey, {
    params: { id },
    body: { name, hourly_limit, enabled },
  });
  if (flags.json) output.json(data);
  else output.line(`Key ${id} (${data.name}) is ${data.enabled ? 'enabled' : 'disabled'}.`);
}

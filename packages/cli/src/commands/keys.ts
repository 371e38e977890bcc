import { type ApiKey, accountEndpoints, role } from '@architect/contracts/accounts';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { readId, readNumber } from '../read-number.ts';
import { ageOf } from '../show-times.ts';

interface Json {
  json?: boolean;
}

/** `architect keys`: API keys. */
export function addKeys(program: Command, context: CommandContext): void {
  const keys = program
    .command('keys')
    .description('API keys for scripts and other machines')
    .addHelpText('after', examples);
  keys
    .command('list', { isDefault: true })
    .description('list keys')
    .option('--json', 'print JSON')
    .action((flags: Json) => list(flags, context));
  keys
    .command('create')
    .description('make a key; it is shown once')
    .argument('<name>', 'what it is for')
    .addOption(new Option('--role <role>', 'what it may do').choices(role.options).default('operator'))
    .option('--days <n>', 'it expires after so many days', readNumber(1, 3650))
    .option('--json', 'print JSON')
    .action((name: string, flags: CreateFlags) => create(name, flags, context));
  keys
    .command('revoke')
    .description('revoke a key at once')
    .argument('<id>', 'number of the key', readId)
    .option('--json', 'print JSON')
    .action((id: number, flags: Json) => revoke(id, flags, context));
}

const examples = `
Examples:
  architect keys create ci --role operator --days 90
  architect keys revoke 3`;

interface CreateFlags extends Json {
  role: ApiKey['role'];
  days?: number;
}

async function list(flags: Json, { connect, output, now }: CommandContext): Promise<void> {
  const { data } = await (await connect()).call(accountEndpoints.listKeys);
  if (flags.json) return output.json(data);
  if (data.length === 0)
    return output.note('There are no keys. A new one: architect keys create NAME --role operator');
  output.table(data, [
    { title: 'ID', value: (key) => String(key.id) },
    { title: 'NAME', value: (key) => key.name, maxCells: 40 },
    { title: 'ROLE', value: (key) => key.role },
    { title: 'KEY', value: (key) => `${key.prefix}…` },
    { title: 'USED', value: (key) => (key.last_used_at ? `${ageOf(key.last_used_at, now())} ago` : 'never') },
    { title: 'EXPIRES', value: (key) => key.expires_at?.slice(0, 10) ?? 'never' },
    { title: 'STATE', value: (key) => (key.revoked ? 'revoked' : 'valid') },
  ]);
}

async function create(name: string, flags: CreateFlags, { connect, output }: CommandContext): Promise<void> {
  const reply = await (await connect()).call(accountEndpoints.createKey, {
    body: { name, role: flags.role, expires_in_days: flags.days },
  });
  if (flags.json) return output.json({ ...reply.data, key: reply.key });
  output.note(`Key ${reply.data.id} (${reply.data.role}). Keep it now: it is not shown again.`);
  output.line(reply.key);
}

async function revoke(id: number, flags: Json, { connect, output }: CommandContext): Promise<void> {
  const { data } = await (await connect()).call(accountEndpoints.revokeKey, { params: { id } });
  if (flags.json) output.json(data);
  else output.line(`Key ${data.id} (${data.name}) is revoked.`);
}

import { linkType, recordPartEndpoints, relationType } from '@architect/contracts/record-parts';
import { type RecordKind, type RecordRef, recordKind } from '@architect/contracts/records';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError } from '../exit-codes.ts';
import { readAll } from '../read-all.ts';
import { readId } from '../read-number.ts';

interface Json {
  json?: boolean;
}

/** `comment`, `link`, `relate` and what takes them away again, for records of one kind. */
export function addParts(
  command: Command,
  { kind, one }: { kind: RecordKind; one: string },
  context: CommandContext,
): void {
  const on = (name: string, description: string) =>
    command.command(name).description(description).option('--json', 'print JSON');
  const id = `number of the ${one}`;
  on('comment', `say something about a ${one}`)
    .argument('<id>', id, readId)
    .argument('[text...]', 'in Markdown; without it, or as -, from standard input')
    .action((at: number, text: string[], flags: Json) => comment({ kind, id: at }, text, { flags, context }));
  on('link', 'add a branch, a commit, a pull request or an address')
    .argument('<id>', id, readId)
    .argument('<value>', 'name, hash or address')
    .addOption(new Option('--type <type>', 'what it is; without it, by its looks').choices(linkType.options))
    .option('--title <text>', 'what to call it')
    .action((at: number, value: string, flags: LinkFlags) =>
      link({ kind, id: at }, value, { flags, context }),
    );
  on('unlink', 'remove a link')
    .argument('<link>', 'number of the link, as show prints it', readId)
    .action((at: number, flags: Json) => unlink(at, { flags, context }));
  on('relate', 'relate it to another record')
    .argument('<id>', id, readId)
    .addArgument(command.createArgument('<type>', 'how').choices(relationType.options))
    .argument('<other>', `number of another ${one}, or kind:number such as feature:12`, readOther(kind))
    .action((at: number, type: string, other: RecordRef, flags: Json) =>
      relate({ kind, id: at }, { type: relationType.parse(type), other }, { flags, context }),
    );
  on('unrelate', 'remove a relation')
    .argument('<relation>', 'number of the relation, as show prints it', readId)
    .action((at: number, flags: Json) => unrelate(at, { flags, context }));
}

type LinkFlags = Json & { type?: string; title?: string };
interface Told<Flags extends Json = Json> {
  flags: Flags;
  context: CommandContext;
}

function readOther(own: RecordKind): (text: string) => RecordRef {
  return (text) => {
    const [, word = own, id] = /^(?:([a-z_-]+)[:#])?#?(\d{1,15})$/.exec(text) ?? [];
    const kind = recordKind.safeParse(
      word === 'devops' ? 'devops_task' : word.replaceAll('-', '_').replace(/s$/, ''),
    );
    if (kind.success && id) return { kind: kind.data, id: Number(id) };
    throw new InvalidArgumentError(
      `It must be a number, or one of ${recordKind.options.join(', ')} with a number: feature:12.`,
    );
  };
}

async function comment(params: RecordRef, text: string[], { flags, context }: Told): Promise<void> {
  const given = text.join(' ');
  const body = given === '' || given === '-' ? await readAll(context.stdin) : given;
  if (body.trim() === '') throw new CliError('usage', 'Say something: as words, or on standard input.');
  const { data } = await (await context.connect()).call(recordPartEndpoints.addComment, {
    params,
    body: { body },
  });
  if (flags.json) context.output.json(data);
  else context.output.line(`Comment ${data.id} is there.`);
}

async function link(params: RecordRef, value: string, { flags, context }: Told<LinkFlags>): Promise<void> {
  const type = flags.type ? linkType.parse(flags.type) : typeOf(value);
  const server = await context.connect();
  const { data } = await server.call(recordPartEndpoints.addLink, {
    params,
    body: { type, value, title: flags.title },
  });
  if (flags.json) context.output.json(data);
  else context.output.line(`Link ${data.id} (${type.replaceAll('_', ' ')}) is there.`);
}

function typeOf(value: string) {
  if (/^https?:\/\//i.test(value))
    return /\/(pull|pulls|pull-requests|merge_requests)\/\d+/.test(value) ? 'pull_request' : 'url';
  return /^[0-9a-f]{7,64}$/i.test(value) ? 'commit' : 'branch';
}

async function relate(
  params: RecordRef,
  body: { type: (typeof relationType.options)[number]; other: RecordRef },
  { flags, context }: Told,
): Promise<void> {
  const { data } = await (await context.connect()).call(recordPartEndpoints.addRelation, { params, body });
  if (flags.json) context.output.json(data);
  else
    context.output.line(
      `Relation ${data.id} is there: ${body.type.replaceAll('_', ' ')} ${data.other.kind.replaceAll('_', ' ')} ${data.other.id}.`,
    );
}

async function unlink(id: number, { flags, context }: Told): Promise<void> {
  const { data } = await (await context.connect()).call(recordPartEndpoints.removeLink, { params: { id } });
  if (flags.json) context.output.json(data);
  else context.output.line(`Link ${id} is removed.`);
}

async function unrelate(id: number, { flags, context }: Told): Promise<void> {
  const { data } = await (await context.connect()).call(recordPartEndpoints.removeRelation, {
    params: { id },
  });
  if (flags.json) context.output.json(data);
  else context.output.line(`Relation ${id} is removed.`);
}

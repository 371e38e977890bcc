import { type Interaction, interactionEndpoints, interactionStatus } from '@architect/contracts/interactions';
import { dialogKind } from '@architect/contracts/sessions';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { readId, readNumber } from '../read-number.ts';
import { ageOf, dayAndClockOf } from '../show-times.ts';

interface Json {
  json?: boolean;
}

interface ListFlags extends Json {
  status: string;
  session?: string;
  kind?: string;
  limit: number;
}

/** `architect interactions`: what agents ask, and answering it. */
export function addInteractions(program: Command, context: CommandContext): void {
  const interactions = program
    .command('interactions')
    .description('permission prompts and questions of agents')
    .addHelpText('after', examples);
  interactions
    .command('list', { isDefault: true })
    .description('what waits for a person')
    .addOption(
      new Option('--status <status>', 'which')
        .choices([...interactionStatus.options, 'all'])
        .default('pending'),
    )
    .option('--session <name>', 'only of this session')
    .addOption(new Option('--kind <kind>', 'only of this kind').choices(dialogKind.options))
    .option('--limit <n>', 'how many', readNumber(1, 200), 50)
    .option('--json', 'print JSON')
    .action((flags: ListFlags) => list(flags, context));
  const on = (name: string, description: string) =>
    interactions
      .command(name)
      .description(description)
      .argument('<id>', 'number of the interaction', readId)
      .option('--json', 'print JSON');
  on('show', 'one interaction with its options and the screen').action((id: number, flags: Json) =>
    show(id, flags, context),
  );
  on('approve', 'approve once').action((id: number, flags: Json) =>
    handle(id, { action: 'approve' }, flags, context),
  );
  on('deny', 'deny').action((id: number, flags: Json) => handle(id, { action: 'deny' }, flags, context));
  on('dismiss', 'take it off the list without answering').action((id: number, flags: Json) =>
    handle(id, { action: 'dismiss' }, flags, context),
  );
  on('answer', 'pick an option by its key, or type an answer')
    .argument('<answer>', 'key of an option, or text')
    .action((id: number, answer: string, flags: Json) =>
      handle(id, { action: 'answer', answer }, flags, context),
    );
}

const examples = `
Examples:
  architect interactions
  architect interactions show 7
  architect interactions approve 7
  architect interactions answer 8 2`;

async function list(flags: ListFlags, { connect, output, now }: CommandContext): Promise<void> {
  const { data, pagination } = await (await connect()).call(interactionEndpoints.listInteractions, {
    query: {
      sort: '-id',
      per_page: flags.limit,
      session: flags.session,
      kind: flags.kind,
      status: flags.status === 'all' ? undefined : flags.status,
    },
  });
  if (flags.json) return output.json(data);
  if (data.length === 0) return output.note(flags.status === 'pending' ? 'Nothing waits for you.' : 'None.');
  output.table(data, [
    { title: 'ID', value: (entry) => String(entry.id) },
    { title: 'STATUS', value: (entry) => entry.status },
    { title: 'SESSION', value: (entry) => entry.session, maxCells: 24 },
    { title: 'KIND', value: (entry) => entry.kind },
    { title: 'AGE', value: (entry) => ageOf(entry.created_at, now()) },
    { title: 'BY', value: byOf, maxCells: 24, canBeLeftOut: true },
    { title: 'SUBJECT', value: (entry) => entry.subject || entry.question, maxCells: 70 },
  ]);
  if (pagination.total > data.length)
    output.note(`${data.length} of ${pagination.total}; --limit shows more.`);
}

/** Who or which rule decided it; of what waits, whether it waits too long. */
function byOf({ decided_by: by, decided_by_name: name, escalated_at }: Interaction): string {
  if (by === null) return escalated_at === null ? '' : 'waits too long';
  return by === 'user' ? (name ?? 'a person') : `rule ${name ?? ''}`;
}

async function show(id: number, flags: Json, { connect, output, now }: CommandContext): Promise<void> {
  const { data } = await (await connect()).call(interactionEndpoints.getInteraction, { params: { id } });
  if (flags.json) return output.json(data);
  const { bold, dim } = output.colors;
  output.line(`${bold(`Interaction ${data.id}`)} ${data.status} · ${data.session} · ${data.kind}`);
  output.line(`${data.question}\n${bold(data.subject)}`);
  for (const option of data.options)
    output.line(`  ${option.key.padEnd(8)} ${option.text} ${dim(option.meaning)}`);
  if (!data.complete)
    output.line(dim('Parts of this screen were not understood: look at the session before you answer.'));
  for (const line of courseOf(data, now())) output.line(dim(line));
  output.line(`\n${dim('screen')}\n${data.screen.trimEnd()}`);
}

/** What became of it so far, a line each. */
function courseOf(one: Interaction, nowMs: number): string[] {
  const waits = one.status === 'pending';
  return [
    `asked ${ageOf(one.created_at, nowMs)} ago${one.prompt_id === null ? '' : ` by prompt ${one.prompt_id}`}`,
    ...(waits && one.escalates_at && !one.escalated_at
      ? [`people are told again at ${dayAndClockOf(one.escalates_at)}`]
      : []),
    ...(one.escalated_at ? [`waited too long: people were told at ${dayAndClockOf(one.escalated_at)}`] : []),
    ...(one.decided_at ? [`${one.status} by ${byOf(one)} at ${dayAndClockOf(one.decided_at)}`] : []),
    ...(one.note ? [one.note] : []),
  ];
}

async function handle(
  id: number,
  body: { action: 'approve' | 'deny' | 'answer' | 'dismiss'; answer?: string },
  flags: Json,
  { connect, output }: CommandContext,
): Promise<void> {
  const reply = await (await connect()).call(interactionEndpoints.handleInteraction, {
    params: { id },
    body,
  });
  const data: Interaction = reply.data;
  if (flags.json) output.json(data);
  else output.line(`Interaction ${data.id} is ${data.status}${data.note ? `: ${data.note}` : '.'}`);
}

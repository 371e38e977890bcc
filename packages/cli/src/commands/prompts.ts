import { courseOf } from '@architect/contracts/prompt-course';
import { type Prompt, type PromptDetail, promptEndpoints, promptStatus } from '@architect/contracts/prompts';
import { usageWords } from '@architect/contracts/usage';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import type { Column, Output } from '../output.ts';
import { readId, readNumber } from '../read-number.ts';
import { paintStatus } from '../show-states.ts';
import { ageOf, clockOf } from '../show-times.ts';

interface Json {
  json?: boolean;
}

interface ListFlags extends Json {
  status?: string;
  target?: string;
  sort: string;
  limit: number;
  all?: boolean;
}

/** `architect prompts`: look at the queue and act on it. */
export function addPrompts(program: Command, context: CommandContext): void {
  const prompts = program
    .command('prompts')
    .description('look at prompts and act on them')
    .addHelpText('after', examples);
  prompts
    .command('list', { isDefault: true })
    .description('list prompts, newest first')
    .addOption(new Option('--status <status>', 'only prompts of this status').choices(promptStatus.options))
    .option('--target <session>', 'only prompts for this session')
    .option('--sort <fields>', 'such as -priority,created_at', '-id')
    .option('--limit <n>', 'how many', readNumber(1, 200), 20)
    .option('--all', 'archived ones too')
    .option('--json', 'print JSON')
    .action((flags: ListFlags) => list(flags, context));
  prompts
    .command('show')
    .description('one prompt with its steps and its answer')
    .argument('<id>', 'number of the prompt', readId)
    .option('--json', 'print JSON')
    .action((id: number, flags: Json) => show(id, flags, context));
  addSingleActions(prompts, context);
  addQueueActions(prompts, context);
}

const examples = `
Examples:
  architect prompts --status failed
  architect prompts show 42
  architect prompts retry 42
  architect prompts reassign 42 --to web
  architect prompts clear --days 7`;

function addSingleActions(prompts: Command, context: CommandContext): void {
  const on = (name: string, description: string) =>
    prompts
      .command(name)
      .description(description)
      .argument('<id>', 'number of the prompt', readId)
      .option('--json', 'print JSON');
  on('retry', 'queue a failed or cancelled prompt again').action(async (id: number, flags: Json) => {
    const server = await context.connect();
    said(
      (await server.call(promptEndpoints.retryPrompt, { params: { id } })).data,
      'is queued again',
      flags,
      context,
    );
  });
  on('cancel', 'cancel a prompt; an agent that has it already is not interrupted').action(
    async (id: number, flags: Json) => {
      const server = await context.connect();
      said(
        (await server.call(promptEndpoints.cancelPrompt, { params: { id } })).data,
        'is cancelled',
        flags,
        context,
      );
    },
  );
  on('reassign', 'back to pending, for another session or any')
    .option('--to <session>', 'only this session may take it; without it, any')
    .action(async (id: number, flags: Json & { to?: string }) => {
      const server = await context.connect();
      const body = { target_session: flags.to ?? null };
      const reply = await server.call(promptEndpoints.reassignPrompt, { params: { id }, body });
      said(reply.data, flags.to ? `waits for ${flags.to}` : 'waits for any session', flags, context);
    });
}

function addQueueActions(prompts: Command, context: CommandContext): void {
  const on = (name: string, description: string) =>
    prompts.command(name).description(description).option('--json', 'print JSON');
  on('retry-all', 'queue every failed prompt again that was never delivered').action(async (flags: Json) => {
    const server = await context.connect();
    saidOfMany((await server.call(promptEndpoints.retryAllPrompts)).data, 'queued again', flags, context);
  });
  on('clear', 'delete finished prompts')
    .option('--days <n>', 'only those older than so many days', readNumber(0, 3650), 7)
    .action(async (flags: Json & { days: number }) => {
      const server = await context.connect();
      const reply = await server.call(promptEndpoints.clearPrompts, { body: { days: flags.days } });
      saidOfMany(reply.data, 'deleted', flags, context);
    });
  on('archive-failed', 'archive failed prompts of sessions that are gone').action(async (flags: Json) => {
    const server = await context.connect();
    saidOfMany((await server.call(promptEndpoints.archiveFailedPrompts)).data, 'archived', flags, context);
  });
}

async function list(flags: ListFlags, context: CommandContext): Promise<void> {
  const server = await context.connect();
  const { data, pagination } = await server.call(promptEndpoints.listPrompts, {
    query: {
      sort: flags.sort,
      per_page: flags.limit,
      status: flags.status,
      target_session: flags.target,
      archived: flags.all ? undefined : 'false',
    },
  });
  if (flags.json) return context.output.json(data);
  if (data.length === 0) return context.output.note(emptyWords(flags));
  context.output.table(data, promptColumns(context));
  if (pagination.total > data.length)
    context.output.note(`${data.length} of ${pagination.total}; --limit shows more.`);
}

function emptyWords({ status, target, all }: ListFlags): string {
  if (status || target) return 'There are no such prompts.';
  return `There are no prompts.${all ? '' : ' --all shows archived ones too.'} A new one: architect send "…"`;
}

/** Columns of prompt tables, here and in `watch`. */
export function promptColumns({ output, now }: Pick<CommandContext, 'output' | 'now'>): Column<Prompt>[] {
  return [
    { title: 'ID', value: (prompt) => String(prompt.id) },
    {
      title: 'STATUS',
      value: (prompt) => prompt.status,
      paint: (text, prompt) => paintStatus(prompt.status, output.colors)(text),
    },
    { title: 'PRIO', value: (prompt) => String(prompt.priority), canBeLeftOut: true },
    {
      title: 'SESSION',
      value: (prompt) => prompt.assigned_session ?? prompt.target_session ?? '',
      maxCells: 24,
    },
    { title: 'AGE', value: (prompt) => ageOf(prompt.created_at, now()) },
    { title: 'PROMPT', value: (prompt) => prompt.content, maxCells: 44 },
    { title: 'NOTE', value: (prompt) => prompt.error ?? prompt.waiting_reason ?? '', maxCells: 48 },
  ];
}

async function show(id: number, flags: Json, context: CommandContext): Promise<void> {
  const server = await context.connect();
  const { data } = await server.call(promptEndpoints.getPrompt, { params: { id } });
  if (flags.json) context.output.json(data);
  else showDetail(data, context.output);
}

function showDetail(prompt: PromptDetail, output: Output): void {
  const { bold, dim, red } = output.colors;
  output.line(`${bold(`Prompt ${prompt.id}`)} ${paintStatus(prompt.status, output.colors)(prompt.status)}`);
  const facts: [string, string | null][] = [
    ['session', prompt.assigned_session ?? prompt.target_session],
    ['provider', prompt.target_provider ?? (prompt.providers.join(', ') || null)],
    ['priority', String(prompt.priority)],
    ['tries', `${prompt.retry_count} of ${prompt.max_retries} retries used`],
    ['mode', prompt.mode],
    ['took', prompt.completed_at === null ? null : usageWords(prompt.usage)],
    ['waiting', prompt.waiting_reason],
    ['depends on', prompt.depends_on.join(', ') || null],
  ];
  for (const [name, value] of facts) if (value !== null) output.line(`${dim(name.padEnd(10))} ${value}`);
  if (prompt.error) output.line(red(`${prompt.error_code ?? 'error'}: ${prompt.error}`));
  output.line(`\n${dim('prompt')}\n${prompt.content}\n\n${dim('steps')}`);
  for (const { at, action, session, evidence } of courseOf(prompt)) {
    output.line(`${clockOf(at)} ${action.padEnd(11)} ${session ?? ''} ${dim(evidence)}`);
  }
  if (prompt.response !== null) output.line(`\n${dim('answer')}\n${prompt.response}`);
}

function said(prompt: Prompt, words: string, flags: Json, { output }: CommandContext): void {
  if (flags.json) output.json(prompt);
  else output.line(`Prompt ${prompt.id} ${words}.`);
}

function saidOfMany(
  reply: { affected: number; ids: number[] },
  words: string,
  flags: Json,
  { output }: CommandContext,
): void {
  if (flags.json) return output.json(reply);
  const ids = reply.ids.length ? `: ${reply.ids.join(', ')}` : '';
  output.line(`${reply.affected} ${reply.affected === 1 ? 'prompt' : 'prompts'} ${words}${ids}.`);
}

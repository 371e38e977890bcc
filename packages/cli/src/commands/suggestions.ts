import type { Provider } from '@architect/contracts/providers';
import {
  type Suggestion,
  suggestionEndpoints,
  suggestionGoal,
  suggestionStatus,
} from '@architect/contracts/suggestions';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { shortLine } from '../output.ts';
import { readId, readNumber } from '../read-number.ts';
import { findProject } from '../records/find-place.ts';
import { paintRecord } from '../records/paint-record.ts';
import { showFact, showText } from '../records/show-record.ts';
import { ageOf } from '../show-times.ts';

interface Json {
  json?: boolean;
}

/** `architect suggestions`: proposed work that a person confirms or skips. */
export function addSuggestions(program: Command, context: CommandContext): void {
  const suggestions = program
    .command('suggestions')
    .description('proposed work that a person confirms or skips')
    .addHelpText('after', examples);
  suggestions
    .command('list', { isDefault: true })
    .description('list suggestions, the most urgent first; the pending ones')
    .addOption(new Option('--status <status>', 'only these').choices([...suggestionStatus.options, 'all']))
    .option('--project <name>', 'only of this project, by name or number')
    .option('--limit <n>', 'how many', readNumber(1, 200), 30)
    .option('--json', 'print JSON')
    .action((flags: ListFlags) => list(flags, context));
  suggestions
    .command('show')
    .description('one suggestion')
    .argument('<id>', 'number of the suggestion', readId)
    .option('--json', 'print JSON')
    .action((id: number, flags: Json) => show(id, flags, context));
  suggestions
    .command('generate')
    .description('look for recurring errors, overdue milestones, unanswered bugs and TODO comments')
    .option('--project <name>', 'only in this project, by name or number')
    .option('--json', 'print JSON')
    .action((flags: ListFlags) => generate(flags, context));
  addDecisions(suggestions, context);
}

const examples = `
Examples:
  architect suggestions
  architect suggestions generate --project shop
  architect suggestions confirm 3 --becomes bug
  architect suggestions skip 4 --reason "we remove that page"
  architect suggestions complete 5 --result "all green"`;

interface ListFlags extends Json {
  status?: string;
  project?: string;
  limit: number;
}

interface ConfirmFlags extends Json {
  becomes?: Suggestion['becomes'];
  project?: string;
  title?: string;
  notes?: string;
  session?: string;
  provider?: Provider;
}

function addDecisions(suggestions: Command, context: CommandContext): void {
  const on = (name: string, description: string) =>
    suggestions
      .command(name)
      .description(description)
      .argument('<id>', 'number of the suggestion', readId)
      .option('--json', 'print JSON');
  on('confirm', 'agree: it becomes a record or a prompt')
    .addOption(new Option('--becomes <what>', 'instead of what was proposed').choices(suggestionGoal.options))
    .option('--project <name>', 'by name or number')
    .option('--title <text>', 'another title')
    .option('--notes <text>', 'a word about it')
    .option('--session <name>', 'who gets the prompt')
    .option('--provider <name>', 'what kind of agent gets the prompt')
    .action((id: number, flags: ConfirmFlags) => confirm(id, flags, context));
  on('skip', 'decline; it is not suggested again for 7 days')
    .option('--reason <text>', 'why')
    .action(async (id: number, { reason, json }: Json & { reason?: string }) => {
      const server = await context.connect();
      const { data } = await server.call(suggestionEndpoints.skipSuggestion, {
        params: { id },
        body: { reason },
      });
      said(data, 'skipped', { json, context });
    });
  on('complete', 'mark a confirmed one as done')
    .option('--result <text>', 'what came out')
    .action(async (id: number, { result, json }: Json & { result?: string }) => {
      const server = await context.connect();
      const { data } = await server.call(suggestionEndpoints.completeSuggestion, {
        params: { id },
        body: { result },
      });
      said(data, 'completed', { json, context });
    });
}

async function list(flags: ListFlags, context: CommandContext): Promise<void> {
  const server = await context.connect();
  const project_id = flags.project === undefined ? undefined : await findProject(server, flags.project);
  const query = { status: flags.status, project_id, per_page: flags.limit };
  const { data, pagination } = await server.call(suggestionEndpoints.listSuggestions, { query });
  const { output } = context;
  if (flags.json) return output.json(data);
  if (data.length === 0)
    return output.note('There are no such suggestions: architect suggestions generate looks for some.');
  showTable(data, context);
  if (pagination.total > data.length)
    output.note(`${data.length} of ${pagination.total}; --limit shows more.`);
}

function showTable(all: readonly Suggestion[], { output, now }: CommandContext): void {
  const paint = (field: 'status' | 'priority') => (text: string, one: Suggestion) =>
    paintRecord(field, one[field], output.colors)(text);
  output.table(all, [
    { title: 'ID', value: ({ id }) => String(id) },
    { title: 'STATUS', value: ({ status }) => status, paint: paint('status') },
    { title: 'PRIORITY', value: ({ priority }) => priority, paint: paint('priority') },
    { title: 'FROM', value: ({ origin }) => origin.replaceAll('_', ' ') },
    { title: 'BECOMES', value: ({ becomes }) => becomes.replaceAll('_', ' ') },
    { title: 'AGE', value: ({ created_at }) => ageOf(created_at, now()) },
    { title: 'TITLE', value: ({ title }) => title, maxCells: 60 },
  ]);
}

async function show(id: number, { json }: Json, { connect, output }: CommandContext): Promise<void> {
  const { data } = await (await connect()).call(suggestionEndpoints.getSuggestionStatus, { params: { id } });
  if (json) return output.json(data);
  const { colors } = output;
  output.line(
    `${colors.bold(shortLine(data.title, 500))} ${colors.dim(`suggestion ${id}`)} ${paintRecord('status', data.status, colors)(data.status)}`,
  );
  const { description, title: _title, status: _status, id: _id, result, ...facts } = data;
  for (const [name, value] of Object.entries(facts)) showFact(name.replaceAll('_', ' '), value, output);
  showFact('result', result, output);
  showText('description', description, output);
}

async function generate(flags: ListFlags, context: CommandContext): Promise<void> {
  const server = await context.connect();
  const project_id = flags.project === undefined ? undefined : await findProject(server, flags.project);
  const body = { generate: true as const, project_id };
  const { data } = await server.call(suggestionEndpoints.suggestTasks, { body });
  if (flags.json) return context.output.json(data);
  if (data.length === 0) return context.output.note('There is nothing new to suggest.');
  showTable(data, context);
}

async function confirm(id: number, flags: ConfirmFlags, context: CommandContext): Promise<void> {
  const server = await context.connect();
  const { becomes, title, notes, session, json } = flags;
  const project_id = flags.project === undefined ? undefined : await findProject(server, flags.project);
  const body = { becomes, project_id, title, notes, session, provider: flags.provider };
  const { data } = await server.call(suggestionEndpoints.confirmSuggestion, { params: { id }, body });
  const became = data.record ? ` and ${data.record.kind.replaceAll('_', ' ')} ${data.record.id} now` : '';
  said(data, `confirmed${data.prompt_id === null ? became : ` and prompt ${data.prompt_id} now`}`, {
    json,
    context,
  });
}

function said(
  one: Suggestion,
  what: string,
  { json, context: { output } }: { json: boolean | undefined; context: CommandContext },
): void {
  if (json) output.json(one);
  else output.line(`Suggestion ${one.id} (${shortLine(one.title, 60)}) is ${what}.`);
}

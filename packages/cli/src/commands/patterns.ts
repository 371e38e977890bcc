import {
  type Pattern,
  type PatternScope,
  type PolicyQuestion,
  patternEndpoints,
  patternKind,
  policyAction,
} from '@architect/contracts/patterns';
import { dialogKind } from '@architect/contracts/sessions';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError } from '../exit-codes.ts';
import { readId, readNumber } from '../read-number.ts';
import { type PreviewFlags, previewPatterns } from './preview-patterns.ts';

interface Json {
  json?: boolean;
}

interface ContentFlags extends Json, PatternScope {
  regex?: string;
  name?: string;
  kind?: Pattern['kind'];
  action?: Pattern['action'];
  priority?: number;
}

interface AddFlags extends ContentFlags {
  from?: number;
}

interface UpdateFlags extends ContentFlags {
  enable?: boolean;
  disable?: boolean;
  everywhere?: boolean;
}

/** `architect patterns`: which dialogs of agents are approved, denied or left to a person. */
export function addPatterns(program: Command, context: CommandContext): void {
  const patterns = program
    .command('patterns')
    .description('patterns that decide about dialogs of agents; see also: architect policy')
    .addHelpText('after', examples);
  patterns
    .command('list', { isDefault: true })
    .description('list patterns')
    .option('--json', 'print JSON')
    .action((flags: Json) => list(flags, context));
  withContent(patterns.command('add').description('add a pattern'))
    .argument('[regex]', 'regular expression for the whole command, path or address')
    .option('--from <id>', 'made of this interaction: without an expression, for exactly that', readId)
    .action((regex: string | undefined, flags: AddFlags) => add(regex, flags, context));
  withContent(patterns.command('update').description('change a pattern'))
    .argument('<id>', 'number of the pattern', readId)
    .option('--everywhere', 'it counts for every session again')
    .option('--enable', 'it counts again')
    .addOption(new Option('--disable', 'it counts no more').conflicts('enable'))
    .action((id: number, flags: UpdateFlags) => update(id, flags, context));
  patterns
    .command('remove')
    .description('remove a pattern')
    .argument('<id>', 'number of the pattern', readId)
    .option('--json', 'print JSON')
    .action((id: number, flags: Json) => remove(id, flags, context));
  addTest(patterns, context);
  addPreview(patterns, context);
}

const examples = `
Examples:
  architect patterns add 'make (build|deploy)' --action approve --session web
  architect patterns add 'src/.*' --kind edit --action approve
  architect patterns add --from 7 --action approve --session web
  architect patterns update 3 --disable
  architect patterns preview 'make (build|deploy)' --action approve
  architect patterns preview
  architect patterns test --kind bash --subject 'git status && make deploy' --session web`;

function withContent(command: Command): Command {
  return command
    .option('--regex <regex>', 'regular expression in RE2 syntax')
    .option('--name <name>', 'what it is called')
    .addOption(new Option('--kind <kind>', 'what it is about').choices(patternKind.options))
    .addOption(new Option('--action <action>', 'what it does').choices(policyAction.options))
    .option('--priority <n>', 'the highest decides; 5 without', readNumber(0, 1_000))
    .option('--session <name>', 'only in this session')
    .option('--project <name>', 'only where the working directory has this name')
    .option('--tier <tier>', 'only in sessions of this tier')
    .option('--provider <provider>', 'only for this agent')
    .option('--json', 'print JSON');
}

function addTest(patterns: Command, context: CommandContext): void {
  patterns
    .command('test')
    .description('what the policy would do; nothing is recorded')
    .addOption(new Option('--kind <kind>', 'kind of the dialog').choices(dialogKind.options).default('bash'))
    .requiredOption('--subject <text>', 'command, path or address')
    .option('--session <name>', 'as if this session asked')
    .option('--project <name>', 'as if in this project')
    .option('--tier <tier>', 'as if the session had this tier')
    .option('--provider <provider>', 'as if of this agent')
    .option('--working-dir <path>', "instead of the session's")
    .option('--json', 'print JSON')
    .action((flags: TestFlags) => test(flags, context));
}

function addPreview(patterns: Command, context: CommandContext): void {
  patterns
    .command('preview')
    .description('what a pattern would have decided about past dialogs; without one, the policy as it is')
    .argument('[regex]', 'regular expression of a pattern that is not saved')
    .addOption(new Option('--kind <kind>', 'what it is about').choices(patternKind.options))
    .addOption(
      new Option('--action <action>', 'what it does').choices(policyAction.options).default('approve'),
    )
    .option('--priority <n>', 'the highest decides; 5 without', readNumber(0, 1_000))
    .option('--session <name>', 'only in this session')
    .option('--project <name>', 'only where the working directory has this name')
    .option('--tier <tier>', 'only in sessions of this tier')
    .option('--provider <provider>', 'only for this agent')
    .option('--replaces <id>', 'the pattern whose place it takes', readId)
    .option('--newest <n>', 'how many dialogs are looked at', readNumber(1, 5_000))
    .option('--list <n>', 'how many are listed', readNumber(0, 200))
    .option('--json', 'print JSON')
    .action((regex: string | undefined, flags: PreviewFlags) =>
      previewPatterns(regex, scopeOf(flags), flags, context),
    );
}

type TestFlags = Json & Omit<PolicyQuestion, 'working_dir'> & { workingDir?: string };

async function list(flags: Json, { connect, output }: CommandContext): Promise<void> {
  const { data } = await (await connect()).call(patternEndpoints.listPatterns, {
    query: { sort: '-priority,id', per_page: 200 },
  });
  if (flags.json) return output.json(data);
  if (data.length === 0)
    return output.note(
      "There are no patterns. A new one: architect patterns add 'npm run lint' --action approve",
    );
  output.table(data, [
    { title: 'ID', value: (pattern) => String(pattern.id) },
    { title: 'ACTION', value: (pattern) => pattern.action },
    { title: 'KIND', value: (pattern) => pattern.kind, canBeLeftOut: true },
    { title: 'PRIORITY', value: (pattern) => String(pattern.priority), canBeLeftOut: true },
    { title: 'HITS', value: (pattern) => String(pattern.hits), canBeLeftOut: true },
    { title: 'STATE', value: (pattern) => (pattern.enabled ? 'enabled' : 'disabled') },
    { title: 'WHERE', value: (pattern) => wordsOf(pattern.scope), maxCells: 30 },
    { title: 'NAME', value: (pattern) => pattern.name, maxCells: 30 },
    { title: 'REGEX', value: (pattern) => pattern.pattern_regex, maxCells: 60 },
  ]);
}

async function add(regex: string | undefined, flags: AddFlags, context: CommandContext): Promise<void> {
  const pattern_regex = regex ?? flags.regex;
  if (flags.from !== undefined) return await addFrom(flags.from, { ...flags, regex: pattern_regex }, context);
  if (pattern_regex === undefined)
    throw new CliError(
      'usage',
      'say which regular expression it has, or --from which interaction it is made',
    );
  const { data } = await (await context.connect()).call(patternEndpoints.createPattern, {
    body: { ...contentOf(flags), pattern_regex, scope: scopeOf(flags) },
  });
  said(data, 'is there', flags, context);
}

/** The server writes the expression that fits exactly what was asked. */
async function addFrom(
  id: number,
  flags: ContentFlags,
  { connect, ...context }: CommandContext,
): Promise<void> {
  if (flags.kind !== undefined) throw new CliError('usage', '--kind is what the interaction was about');
  const { name, action, priority, regex: pattern_regex } = flags;
  const { data } = await (await connect()).call(patternEndpoints.createPatternOfInteraction, {
    params: { id },
    body: { name, action, priority, pattern_regex, scope: scopeOf(flags) },
  });
  said(data, 'is there', flags, { connect, ...context });
}

async function update(id: number, flags: UpdateFlags, context: CommandContext): Promise<void> {
  const scope = scopeOf(flags);
  const { data } = await (await context.connect()).call(patternEndpoints.updatePattern, {
    params: { id },
    body: {
      ...contentOf(flags),
      ...(flags.regex === undefined ? {} : { pattern_regex: flags.regex }),
      ...(flags.everywhere || Object.keys(scope).length > 0 ? { scope } : {}),
      ...(flags.enable || flags.disable ? { enabled: flags.enable === true } : {}),
    },
  });
  said(data, data.enabled ? 'is changed' : 'is disabled', flags, context);
}

async function remove(id: number, flags: Json, context: CommandContext): Promise<void> {
  const { data } = await (await context.connect()).call(patternEndpoints.deletePattern, { params: { id } });
  said(data, 'is removed', flags, context);
}

async function test(
  { json, workingDir, ...question }: TestFlags,
  { connect, output }: CommandContext,
): Promise<void> {
  const { data, mode } = await (await connect()).call(patternEndpoints.testPolicy, {
    body: { ...question, ...(workingDir === undefined ? {} : { working_dir: workingDir }) },
  });
  if (json) return output.json(data);
  output.line(`${data.action}: ${data.reason}${data.pattern ? ` (${data.pattern.name})` : ''}`);
  if (mode !== 'on') output.note(`Automatic answers are ${mode === 'off' ? 'off' : 'a dry run'}.`);
}

function contentOf({ name, kind, action, priority }: ContentFlags) {
  return { name, kind, action, priority };
}

function scopeOf({ session, project, tier, provider }: PatternScope): PatternScope {
  const given = Object.entries({ session, project, tier, provider }).filter(
    ([, value]) => value !== undefined,
  );
  return Object.fromEntries(given);
}

function wordsOf(scope: PatternScope): string {
  const words = Object.entries(scope).map(([field, value]) => `${field} ${value}`);
  return words.join(', ') || 'everywhere';
}

function said(pattern: Pattern, what: string, flags: Json, { output }: CommandContext): void {
  if (flags.json) output.json(pattern);
  else output.line(`Pattern ${pattern.id} (${pattern.action}: ${pattern.pattern_regex}) ${what}.`);
}

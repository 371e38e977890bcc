import {
  type Explanation,
  type Session,
  type SessionState,
  sessionEndpoints,
  sessionState,
  tiers,
} from '@architect/contracts/sessions';
import { type Command, Option } from 'commander';
import { attach } from '../attach-session.ts';
import type { CommandContext } from '../command-context.ts';
import { CliError } from '../exit-codes.ts';
import type { Column } from '../output.ts';
import { readNumber } from '../read-number.ts';
import { paintState } from '../show-states.ts';
import { ageOf, dayAndClockOf } from '../show-times.ts';

interface Json {
  json?: boolean;
}

/** `architect sessions`: tmux sessions and what runs in them. */
export function addSessions(program: Command, context: CommandContext): void {
  const sessions = program
    .command('sessions')
    .description('tmux sessions and their agents')
    .addHelpText('after', examples);
  sessions
    .command('list', { isDefault: true })
    .description('list sessions with their states')
    .addOption(new Option('--refresh', 'read everything from tmux again'))
    .addOption(stateOption())
    .option('--provider <name>', 'only of this agent')
    .option('--json', 'print JSON')
    .action((flags: ListFlags) => list(flags, context));
  addCreate(sessions, context);
  const on = (name: string, description: string) =>
    sessions.command(name).description(description).argument('<session>', 'name of the session');
  on('show', 'one session')
    .option('--json', 'print JSON')
    .action((name: string, flags: Json) => show(name, flags, context));
  on('explain', 'why a session has its state: every reading, the winner, and why the others lost')
    .addOption(
      new Option('--save <state>', 'save the screen as a test case: the state it really shows').choices(
        sessionState.options,
      ),
    )
    .option('--note <text>', 'with --save: what it shows')
    .option('--json', 'print JSON')
    .action((name: string, flags: ExplainFlags) => explain(name, flags, context));
  on('capture', 'print what a session shows')
    .option('--lines <n>', 'lines of history before the screen', readNumber(0, 50_000))
    .option('--escapes', 'keep colours')
    .option('--json', 'print JSON')
    .action((name: string, flags: CaptureFlags) => capture(name, flags, context));
  on('attach', 'open a session of this machine in this terminal').action((name: string) =>
    attach(name, context),
  );
  addSet(on('set', 'change its role and tier, or take them away'), context);
  on('kill', 'end a session and everything it runs')
    .option('--json', 'print JSON')
    .action((name: string, flags: Json) => kill(name, flags, context));
}

const examples = `
Examples:
  architect sessions
  architect sessions create web --provider claude --dir ~/src/shop
  architect sessions set web --tier manager --role qa
  architect sessions explain web
  architect sessions explain web --save idle
  architect sessions attach web`;

interface CreateFlags extends Json {
  role?: string;
  tier?: (typeof tiers)[number];
  provider?: string;
  node?: string;
  dir?: string;
  headless?: boolean;
  command?: string;
  env?: Record<string, string>;
  width?: number;
  height?: number;
  force?: boolean;
}

function addCreate(sessions: Command, context: CommandContext): void {
  sessions
    .command('create')
    .description('create a session, with an agent in it when a provider is named')
    .argument('<name>', 'letters, digits, - and _')
    .option('--provider <name>', 'agent to start')
    .option('--node <name>', "on which machine (the dashboard's own)")
    .option('--dir <path>', 'working directory')
    .option('--headless', 'without a terminal: the agent is spoken to by its own protocol')
    .option('--command <line>', 'program to run instead')
    .option('--env <NAME=value>', 'environment variable, repeatable', readVariable)
    .option('--width <n>', 'columns', readNumber(20, 500))
    .option('--height <n>', 'rows', readNumber(5, 300))
    .option('--role <name>', 'what it does, e.g. qa')
    .addOption(new Option('--tier <tier>', 'how much of the permission policy it gets').choices(tiers))
    .option('--force', 'although the machine has not enough free memory')
    .option('--json', 'print JSON')
    .action((name: string, flags: CreateFlags) => create(name, flags, context));
}

function readVariable(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [name = '', ...value] = text.split('=');
  return { ...before, [name]: value.join('=') };
}

/** Which states a list shows. */
export function stateOption(): Option {
  return new Option('--state <state>', 'only in this state').choices(sessionState.options);
}

interface ListFlags extends Json {
  refresh?: boolean;
  state?: SessionState;
  provider?: string;
}

async function list(flags: ListFlags, context: CommandContext): Promise<void> {
  const { refresh, state, provider, json } = flags;
  const server = await context.connect();
  if (refresh) await server.call(sessionEndpoints.refreshTmuxSessions);
  const { data } = await server.call(sessionEndpoints.listTmuxSessions, { query: { state, provider } });
  if (json) return context.output.json(data);
  if (data.length === 0 && (state || provider)) return context.output.note('There are no such sessions.');
  if (data.length === 0)
    return context.output.note('No sessions. Create one: architect sessions create NAME --provider claude');
  context.output.table(data, sessionColumns(context));
}

/** Columns of session tables, here and in `watch`. */
export function sessionColumns({ output, now }: Pick<CommandContext, 'output' | 'now'>): Column<Session>[] {
  return [
    { title: 'SESSION', value: (session) => session.name, maxCells: 24 },
    {
      title: 'AGENT',
      value: (session) => (session.mode === 'headless' ? `${session.provider} headless` : session.provider),
    },
    {
      title: 'STATE',
      value: (session) => session.state,
      paint: (text, session) => paintState(session.state, output.colors)(text),
    },
    { title: 'SINCE', value: (session) => ageOf(session.state_since, now()) },
    {
      title: 'PROMPT',
      value: (session) => (session.current_prompt_id === null ? '' : `#${session.current_prompt_id}`),
    },
    { title: 'NODE', value: (session) => session.node, canBeLeftOut: true },
    { title: 'DIRECTORY', value: (session) => session.working_dir, maxCells: 36, canBeLeftOut: true },
    { title: 'NOTE', value: noteOf, maxCells: 48 },
  ];
}

function noteOf(session: Session): string {
  if (session.dialog) return `${session.dialog.kind}: ${session.dialog.subject || session.dialog.question}`;
  if (session.draft) return `draft: ${session.draft}`;
  return session.not_deliverable_because ?? '';
}

async function show(name: string, flags: Json, { connect, output, now }: CommandContext): Promise<void> {
  const { data } = await (await connect()).call(sessionEndpoints.getTmuxSession, { params: { name } });
  if (flags.json) return output.json(data);
  const { bold, dim } = output.colors;
  output.line(
    `${bold(data.name)} ${paintState(data.state, output.colors)(data.state)} for ${ageOf(data.state_since, now())}`,
  );
  const facts: [string, string | null][] = [
    ['agent', [data.provider, data.agent_version].filter(Boolean).join(' ')],
    ['evidence', data.evidence ? `${data.evidence.rule}: ${data.evidence.detail}` : null],
    ['not ready', data.not_deliverable_because],
    ['draft', data.draft],
    ['asks', data.dialog ? `${data.dialog.question} ${data.dialog.subject}` : null],
    ['limited', data.limited_until && `until ${dayAndClockOf(data.limited_until)}`],
    ['next try', data.tried_again_at ? dayAndClockOf(data.tried_again_at) : null],
    ['prompt', data.current_prompt_id === null ? null : String(data.current_prompt_id)],
    ['role', data.role],
    ['tier', data.tier],
    ['directory', data.working_dir],
    ['branch', data.git_branch],
    [
      data.mode === 'headless' ? 'headless' : 'pane',
      data.mode === 'headless'
        ? `on ${data.node}`
        : `${data.pane_id} on ${data.node}, ${data.width}×${data.height}, ${data.attached_clients} attached`,
    ],
  ];
  for (const [title, value] of facts) if (value) output.line(`${dim(title.padEnd(10))} ${value}`);
}

interface ExplainFlags extends Json {
  save?: SessionState;
  note?: string;
}

async function explain(name: string, flags: ExplainFlags, context: CommandContext): Promise<void> {
  if (flags.save) return await saveScreen(name, { ...flags, save: flags.save }, context);
  if (flags.note !== undefined) throw new CliError('usage', '--note goes with --save');
  const { connect, output, now } = context;
  const { data } = await (await connect()).call(sessionEndpoints.explainTmuxSession, { params: { name } });
  if (flags.json) return output.json(data);
  const { bold, dim } = output.colors;
  const { session } = data;
  output.line(
    `${bold(session.name)} is ${paintState(session.state, output.colors)(session.state)} for ${ageOf(session.state_since, now())}`,
  );
  if (session.not_deliverable_because) output.line(`takes no prompt: ${session.not_deliverable_because}`);
  output.table(data.readings, [
    { title: '', value: (reading) => (reading.won ? '→' : '') },
    { title: 'SOURCE', value: (reading) => reading.source },
    { title: 'STATE', value: (reading) => reading.state },
    { title: 'RULE', value: (reading) => reading.rule },
    { title: 'AGE', value: (reading) => ageOf(reading.at, now()) },
    { title: 'WHY', value: (reading) => [reading.detail, reading.why].filter(Boolean).join(' · ') },
  ]);
  if (data.tier) output.line(output.colors.yellow(tierWords(data.tier)));
  if (data.rule_origin) output.line(dim(originWords(data.rule_origin, data.session.agent_version)));
  output.line(dim(`Sources: ${data.sources.map((source) => sourceWords(source, now())).join(' · ')}`));
}

/** `hook 12s ago`, `osc silent`, `title 3m ago, not trusted: …` */
function sourceWords({ source, last_at: at, trusted, note }: Explanation['sources'][number], nowMs: number) {
  const heard = at === null ? 'silent' : `${ageOf(at, nowMs)} ago`;
  return `${source} ${heard}${trusted ? '' : `, not trusted: ${note}`}`;
}

function tierWords({ recorded, shown, counts }: NonNullable<Explanation['tier']>): string {
  const word = (tier: string | null) => tier ?? 'none (as a worker)';
  return `Its tier was changed outside the dashboard: tmux says ${word(shown)}, set here was ${word(recorded)}. The policy goes by ${word(counts)}.`;
}

async function saveScreen(
  name: string,
  { save: expected_state, note, json }: ExplainFlags & { save: SessionState },
  { connect, output }: CommandContext,
): Promise<void> {
  const { data } = await (await connect()).call(sessionEndpoints.saveTmuxScreen, {
    params: { name },
    body: { expected_state, ...(note === undefined ? {} : { note }) },
  });
  if (json) return output.json(data);
  output.line(`Saved ${data.file}${data.node === 'local' ? '' : ` on ${data.node}`}.`);
  if (!data.matched) output.line(`The rules read it as ${data.read_as}, not ${expected_state}.`);
  output.line(`Check it: architect screens check ${data.directory}`);
}

/** `The rule that decided: agents.yaml line 19, for versions >=2.0.0; this is 2.1.3` */
function originWords(
  { source, line, versions }: NonNullable<Explanation['rule_origin']>,
  version: string | null,
): string {
  const place = line === null ? source : `${source} line ${line}`;
  // A built-in rule counts for every version; these are the ones that were recorded.
  const word = source === 'built in' && versions !== null ? 'proven with' : 'for';
  const range = versions === null ? 'any version' : `versions ${versions}`;
  return `The rule that decided: ${place}, ${word} ${range}; this is ${version ?? 'of unknown version'}`;
}

interface CaptureFlags extends Json {
  lines?: number;
  escapes?: boolean;
}

async function capture(
  name: string,
  flags: CaptureFlags,
  { connect, output }: CommandContext,
): Promise<void> {
  const reply = await (await connect()).call(sessionEndpoints.captureTmux, {
    body: { session: name, lines: flags.lines, escapes: flags.escapes ?? false },
  });
  if (flags.json) output.json({ output: reply.output });
  else output.line(reply.output.trimEnd());
}

async function create(name: string, flags: CreateFlags, { connect, output }: CommandContext): Promise<void> {
  const { resolve } = await import('node:path');
  // The server refuses unknown providers and names those there are.
  const provider = flags.provider as Session['provider'] & 'claude';
  const { data } = await (await connect()).call(sessionEndpoints.createTmuxSession, {
    body: {
      name,
      provider,
      node: flags.node,
      // A directory of another machine is not ours to look up.
      working_dir: flags.dir === undefined || flags.node !== undefined ? flags.dir : resolve(flags.dir),
      mode: flags.headless ? 'headless' : 'terminal',
      command: flags.command,
      env: flags.env,
      width: flags.width,
      height: flags.height,
      role: flags.role,
      tier: flags.tier,
      force: flags.force,
    },
  });
  if (flags.json) output.json(data);
  else
    output.line(
      `Session ${data.name} runs in ${data.working_dir}. Look at it: architect sessions ${data.mode === 'headless' ? 'capture' : 'attach'} ${data.name}`,
    );
}

interface SetFlags extends Json {
  role?: string | false;
  tier?: (typeof tiers)[number] | false;
}

function addSet(set: Command, context: CommandContext): void {
  set
    .option('--role <name>', 'what it does, e.g. qa')
    .option('--no-role', 'it has no role any more')
    .addOption(new Option('--tier <tier>', 'how much of the permission policy it gets').choices(tiers))
    .option('--no-tier', 'as a worker again')
    .option('--json', 'print JSON')
    .action((name: string, flags: SetFlags) => setLabels(name, flags, context));
}

async function setLabels(name: string, flags: SetFlags, { connect, output }: CommandContext): Promise<void> {
  // Commander says `true` for a flag that was not given but has a `--no-` form.
  const given = <T>(value: T | boolean | undefined): T | null | undefined =>
    value === false ? null : value === true ? undefined : value;
  const body = { role: given(flags.role), tier: given(flags.tier) };
  if (body.role === undefined && body.tier === undefined)
    throw new CliError('usage', 'say what to change: --role, --no-role, --tier or --no-tier');
  const { data } = await (await connect()).call(sessionEndpoints.changeTmuxSession, {
    params: { name },
    body,
  });
  if (flags.json) return output.json(data);
  output.line(`${data.name}: role ${data.role ?? 'none'}, tier ${data.tier ?? 'none (as a worker)'}.`);
}

async function kill(name: string, flags: Json, context: CommandContext): Promise<void> {
  const { data } = await (await context.connect()).call(sessionEndpoints.killTmuxSession, {
    body: { session: name },
  });
  if (flags.json) context.output.json(data);
  else context.output.line(`Session ${name} is gone.`);
  if (data.survivors.length === 0) return;
  context.output.note(`These processes of it could not be ended: ${data.survivors.join(', ')}`);
  context.setExitCode(1);
}

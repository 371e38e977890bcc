import {
  type AutopilotMode,
  type AutopilotRun,
  autopilotConstraints,
  autopilotMode,
} from '@architect/contracts/autopilot';
import { type AutopilotQueue, autopilotEndpoints as pilot } from '@architect/contracts/autopilot-endpoints';
import type { InputOf } from '@architect/contracts/endpoint';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { CliError } from '../exit-codes.ts';
import { shortLine } from '../output.ts';
import { readId, readNumber } from '../read-number.ts';
import { findProject } from '../records/find-place.ts';
import { paintRecord } from '../records/paint-record.ts';
import { showFact, showText } from '../records/show-record.ts';
import { ageOf } from '../show-times.ts';

interface Json {
  json?: boolean;
}

/** `architect autopilot`: proposed work, and agents that do what a person approved. */
export function addAutopilot(program: Command, context: CommandContext): void {
  const autopilot = program
    .command('autopilot')
    .description('work that is proposed for projects, and runs of what you approve')
    .addHelpText('after', examples);
  const add: Add = (name, description, isDefault = false) =>
    autopilot.command(name, { isDefault }).description(description).option('--json', 'print JSON');
  add('queue', 'what waits for you, and what runs', true)
    .option('--project <name>', 'only of this project, by name or number')
    .action((flags: QueueFlags) => queue(flags, context));
  add('status', 'whether it works; with a project its settings')
    .argument('[project]', 'name or number')
    .action((project: string | undefined, flags: Json) => status(project, flags, context));
  addSet(add('set', 'switch it on or off for a project, and say what it may do'), context);
  addDecisions(add, context);
  addRuns(add, context);
}

type Add = (name: string, description: string, isDefault?: boolean) => Command;

const examples = `
Examples:
  architect autopilot set shop --mode fix_forward --goal "Improve test coverage to 80%"
  architect autopilot queue
  architect autopilot approve 3
  architect autopilot reject 4 --reason "we remove that page"
  architect autopilot resume 7 --answer "the second table"
  architect autopilot set shop --pause`;

interface QueueFlags extends Json {
  project?: string;
}

interface SetFlags extends Json {
  mode?: AutopilotMode;
  goal?: string;
  constraints?: string;
  on?: boolean;
  off?: boolean;
  pause?: boolean;
  continue?: boolean;
  promptsAtATime?: number;
  promptsPerDay?: number;
  costPerDay?: string;
}

function addSet(command: Command, context: CommandContext): void {
  command
    .argument('<project>', 'name or number')
    .addOption(new Option('--mode <mode>', 'what it may do at most').choices(autopilotMode.options))
    .option('--goal <text>', 'what all its work is for')
    .option('--constraints <json>', `e.g. '{"test_command": "npm test", "no_breaking_changes": true}'`)
    .option('--on', 'switch it on')
    .addOption(new Option('--off', 'switch it off').conflicts('on'))
    .option('--pause', 'no new prompts until --continue')
    .addOption(new Option('--continue', 'end the pause').conflicts('pause'))
    .option('--prompts-at-a-time <n>', 'open at the same moment', readNumber(1, 20))
    .option('--prompts-per-day <n>', 'within any 24 hours', readNumber(1, 1_000))
    .option('--cost-per-day <usd>', 'within any 24 hours, as far as agents tell it; none: no limit')
    .action(async (project: string, flags: SetFlags) => {
      const server = await context.connect();
      const params = { id: await findProject(server, project) };
      const { data } = await server.call(pilot.configureAutopilot, { params, body: bodyOf(flags) });
      if (flags.json) return context.output.json(data);
      const { mode, enabled, paused, held_because: held } = data;
      const how = enabled ? (paused ? 'paused' : 'on') : 'off';
      context.output.line(`The autopilot of ${shortLine(project, 60)} is ${how}, mode ${mode}.`);
      if (enabled && held) context.output.note(held);
    });
}

type Change = InputOf<typeof pilot.configureAutopilot>['body'];

function bodyOf(flags: SetFlags): Change {
  const { mode, goal, promptsAtATime, promptsPerDay, costPerDay } = flags;
  const cost = costPerDay === undefined ? undefined : costPerDay === 'none' ? null : Number(costPerDay);
  const budget = {
    prompts_at_a_time: promptsAtATime,
    prompts_per_day: promptsPerDay,
    cost_per_day_usd: cost,
  };
  const isBudget = Object.values(budget).some((value) => value !== undefined);
  const body = {
    ...{ mode, goal, ...(isBudget && { budget }) },
    enabled: flags.on ? true : flags.off ? false : undefined,
    paused: flags.pause ? true : flags.continue ? false : undefined,
    constraints: flags.constraints === undefined ? undefined : readConstraints(flags.constraints),
  };
  const said = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  if (Object.keys(said).length > 0) return said;
  throw new CliError('usage', 'say what to change, e.g. --mode observe, --on or --pause (--help shows all)');
}

function readConstraints(text: string): Change['constraints'] {
  try {
    return autopilotConstraints.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof Error ? shortLine(error.message, 200) : '';
    throw new CliError(
      'usage',
      `--constraints takes a JSON object such as '{"no_breaking_changes": true}': ${why}`,
    );
  }
}

async function queue({ project, json }: QueueFlags, context: CommandContext): Promise<void> {
  const server = await context.connect();
  const project_id = project === undefined ? undefined : await findProject(server, project);
  const { data } = await server.call(pilot.readAutopilotQueue, { query: { project_id } });
  const { output } = context;
  if (json) return output.json(data);
  const milestones = [...data.validation, ...data.ready_for_approval];
  const runs = [...data.blocked, ...data.waiting, ...data.in_progress];
  if (milestones.length + runs.length === 0)
    return output.note(
      'Nothing waits and nothing runs: architect autopilot set PROJECT --mode observe looks for work.',
    );
  if (milestones.length > 0) showMilestones(milestones, context);
  if (milestones.length > 0 && runs.length > 0) output.line('');
  if (runs.length > 0) showRuns(runs, context);
}

function showMilestones(all: AutopilotQueue['validation'], { output, now }: CommandContext): void {
  output.table(all, [
    { title: 'ID', value: ({ id }) => String(id) },
    { title: 'WAITS FOR', value: ({ status }) => (status === 'validation' ? 'acceptance' : 'approval') },
    { title: 'RISK', value: ({ risk }) => String(risk.score) },
    { title: 'AGE', value: ({ created_at }) => ageOf(created_at, now()) },
    { title: 'MILESTONE', value: ({ name }) => name, maxCells: 40 },
    { title: 'ABOUT', value: ({ scope }) => scope.map(({ title }) => title).join('; '), maxCells: 60 },
  ]);
}

function showRuns(all: readonly AutopilotRun[], { output, now }: CommandContext): void {
  output.table(all, [
    { title: 'RUN', value: ({ id }) => String(id) },
    {
      title: 'STATUS',
      value: ({ status }) => status,
      paint: (text, { status }) => paintRecord('status', status, output.colors)(text),
    },
    { title: 'PHASE', value: ({ phase }) => phase },
    { title: 'SESSION', value: ({ session }) => session ?? '', maxCells: 30 },
    { title: 'AGE', value: ({ created_at }) => ageOf(created_at, now()) },
    { title: 'MILESTONE', value: ({ name }) => name, maxCells: 40 },
    {
      title: 'WHY',
      value: (run) => run.question ?? run.blocked_because ?? run.waiting_because ?? '',
      maxCells: 80,
    },
  ]);
}

async function status(
  project: string | undefined,
  { json }: Json,
  { connect, output }: CommandContext,
): Promise<void> {
  const server = await connect();
  if (project === undefined) {
    const { data } = await server.call(pilot.readAutopilotHealth);
    if (json) return output.json(data);
    output.line(
      `The autopilot is ${data.status}: on in ${data.projects_enabled} projects, ${data.open_runs} open runs.`,
    );
    for (const { text } of data.issues) output.line(shortLine(text, 300));
    if (data.last_fault !== null) output.line(`The last look failed: ${shortLine(data.last_fault, 300)}`);
    return;
  }
  const params = { id: await findProject(server, project) };
  const { data } = await server.call(pilot.getAutopilot, { params });
  if (json) return output.json(data);
  const { goal, constraints, budget, spent, ...facts } = data;
  for (const [name, value] of Object.entries({ ...facts, ...budget }))
    showFact(name.replaceAll('_', ' '), value, output);
  showFact(
    'within 24 hours',
    `${spent.prompts} prompts, ${spent.cost_usd === null ? 'cost unknown' : `$${spent.cost_usd.toFixed(2)}`}`,
    output,
  );
  if (Object.keys(constraints).length > 0)
    showText('constraints', JSON.stringify(constraints, null, 2), output);
  showText('goal', goal, output);
}

function addDecisions(add: Add, { connect, output }: CommandContext): void {
  add('propose', 'look for work in a project now')
    .argument('<project>', 'name or number')
    .action(async (project: string, { json }: Json) => {
      const server = await connect();
      const body = { project_id: await findProject(server, project) };
      const { data } = await server.call(pilot.proposeAutopilotMilestones, { body });
      if (json) return output.json(data);
      if (data.length === 0) return output.note('There is nothing new to propose.');
      for (const { id, name, risk } of data)
        output.line(`Milestone ${id}: ${shortLine(name, 200)} (risk ${risk.score})`);
    });
  add('approve', 'approve what is proposed, or accept what was done')
    .argument('<milestone>', 'its number', readId)
    .action(async (id: number, { json }: Json) => {
      const { data, run_id } = await (await connect()).call(pilot.approveAutopilotMilestone, {
        params: { id },
      });
      if (json) return output.json(data);
      output.line(`Milestone ${id} is ${data.status}${run_id === null ? '' : `: run ${run_id}`}.`);
    });
  add('reject', 'reject what is proposed, or send back what was done')
    .argument('<milestone>', 'its number', readId)
    .requiredOption('--reason <text>', 'why; the agent of the next run reads it')
    .action(async (id: number, { json, reason }: Json & { reason: string }) => {
      const request = { params: { id }, body: { reason } };
      const { data, run_id } = await (await connect()).call(pilot.rejectAutopilotMilestone, request);
      if (json) return output.json(data);
      output.line(
        run_id === null ? `Milestone ${id} is rejected.` : `Milestone ${id} is sent back: run ${run_id}.`,
      );
    });
}

function addRuns(add: Add, context: CommandContext): void {
  const { connect, output } = context;
  add('runs', 'runs, newest first; with a number one run and its prompts')
    .argument('[run]', 'its number', readId)
    .option('--limit <n>', 'how many', readNumber(1, 200), 30)
    .action(async (id: number | undefined, { json, limit }: Json & { limit: number }) => {
      const server = await connect();
      if (id !== undefined) return await showRun(id, { json }, context);
      const { data } = await server.call(pilot.listAutopilotRuns, { query: { per_page: limit } });
      if (json) return output.json(data);
      if (data.length === 0) return output.note('There are no runs: architect autopilot approve begins one.');
      showRuns(data, context);
    });
  add('resume', 'answer the question of a blocked run')
    .argument('<run>', 'its number', readId)
    .option('--answer <text>', 'what the agent is told')
    .action(async (id: number, { json, answer }: Json & { answer?: string }) => {
      const request = { params: { id }, body: { answer } };
      const { data } = await (await connect()).call(pilot.resumeAutopilotRun, request);
      if (json) return output.json(data);
      output.line(`Run ${id} goes on with ${data.phase}.`);
    });
  add('end', 'end a run by hand')
    .argument('<run>', 'its number', readId)
    .addOption(
      new Option('--as <status>', 'how it ended')
        .choices(['cancelled', 'failed', 'complete'])
        .default('cancelled'),
    )
    .option('--reason <text>', 'why')
    .action(
      async (id: number, { json, as, reason }: Json & { as: AutopilotRun['status']; reason?: string }) => {
        const request = { params: { id }, body: { status: as, reason } };
        const { data } = await (await connect()).call(pilot.setAutopilotRunStatus, request);
        if (json) return output.json(data);
        output.line(`Run ${id} is ${data.status}.`);
      },
    );
}

async function showRun(id: number, { json }: Json, { connect, output }: CommandContext): Promise<void> {
  const { data } = await (await connect()).call(pilot.getAutopilotRun, { params: { id } });
  if (json) return output.json(data);
  const { steps, name, ...facts } = data;
  output.line(output.colors.bold(shortLine(name, 200)));
  for (const [field, value] of Object.entries(facts)) showFact(field.replaceAll('_', ' '), value, output);
  for (const { phase, attempt, prompt_id, outcome, answer, test_run: ran } of steps) {
    showText(`${phase} ${attempt}, prompt ${prompt_id}, ${outcome ?? 'open'}`, answer ?? '', output);
    if (ran) showText(`${ran.command}, exit code ${ran.exit_code ?? 'unknown'}`, ran.tail, output);
  }
}

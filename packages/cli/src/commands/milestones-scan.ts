import {
  milestonePlanEndpoints,
  type PlanTask,
  type ProjectPlan,
} from '@architect/contracts/milestone-plans';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import { showScanProgress } from '../show-scan-progress.ts';

interface ScanFlags {
  project?: string;
  import?: boolean;
  complete?: boolean;
  dryRun?: boolean;
  tasks?: boolean;
  status?: boolean;
  json?: boolean;
}

/** `architect milestones scan`: what the files of projects say is to be done, as a plan. */
export function addMilestonesScan(milestones: Command, context: CommandContext): void {
  milestones
    .command('scan')
    .description('read TODO files, plans, checklists and comments of projects, and plan milestones from them')
    .option('--project <name>', 'only this project, by name or number')
    .option('--import', 'make milestones, features and bugs of work that is not known yet')
    .option('--complete', 'complete records whose work is ticked in its file, or gone from it')
    .option('--dry-run', 'only say what would be found; nothing is written')
    .option('--tasks', 'list every task too')
    .addOption(
      new Option('--status', 'the last plan of each project, without a scan').conflicts([
        'import',
        'complete',
        'dryRun',
      ]),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action((flags: ScanFlags) => (flags.status ? status(flags, context) : scan(flags, context)));
}

const examples = `
Plans are kept in the data directory: milestones/<project>_milestones_<time>.json and <project>_summary.md.

Examples:
  architect milestones scan --project shop --dry-run --tasks
  architect milestones scan --project shop --import
  architect milestones scan --import --complete
  architect milestones scan --status`;

async function scan(flags: ScanFlags, context: CommandContext): Promise<void> {
  const { project, dryRun: dry_run } = flags;
  const server = await context.connect();
  const wanted = { project, import: flags.import, complete: flags.complete, dry_run };
  const { data, faults, message } = await showScanProgress(
    { ...context, found: 'tasks' },
    server,
    (scan_id) => server.call(milestonePlanEndpoints.planMilestones, { body: { ...wanted, scan_id } }),
  );
  if (flags.json) context.output.json(data);
  else for (const one of data) show(one, flags, context);
  if (message && !flags.json) context.output.note(message);
  for (const fault of faults) context.output.note(`${fault.project}: ${fault.message}`);
  if (faults.length > 0) context.setExitCode(exitCodes.failed);
}

function show(scanned: ProjectPlan, flags: ScanFlags, { output }: CommandContext): void {
  const { plan, files, finished, imported } = scanned;
  const { colors } = output;
  output.line(
    `${colors.bold(plan.project)}: ${count(plan.total_tasks, 'task')}, ${count(plan.total_milestones, 'milestone')}, ${plan.total_hours} hours`,
  );
  if (plan.milestones.length > 0)
    output.table(plan.milestones, [
      { title: 'MILESTONE', value: ({ name }) => name },
      { title: 'TASKS', value: ({ tasks }) => String(tasks.length) },
      { title: 'NEW', value: ({ tasks }) => String(tasks.filter(({ record }) => !record).length) },
      { title: 'HOURS', value: ({ total_hours }) => String(total_hours) },
      { title: 'START', value: ({ start_date }) => start_date },
      { title: 'TARGET', value: ({ target_date }) => target_date },
    ]);
  if (flags.tasks)
    showTasks(
      plan.milestones.flatMap(({ tasks }) => tasks),
      output,
    );
  if (finished.length > 0) showFinished(finished, output);
  if (plan.is_cut) output.note('There is more than a scan takes: the plan is not whole.');
  if (imported)
    output.line(
      `Imported ${count(imported.milestones, 'milestone')}, ${count(imported.features, 'feature')}, ${count(imported.bugs, 'bug')}.`,
    );
  if (scanned.completed > 0) output.line(`Completed ${count(scanned.completed, 'record')}.`);
  if (files) output.line(`${colors.dim(files.is_new ? 'Written' : 'As before')} ${files.file}`);
  output.line();
}

function showTasks(tasks: readonly PlanTask[], output: CommandContext['output']): void {
  output.table(tasks, [
    { title: 'P', value: ({ priority }) => String(priority) },
    { title: 'KIND', value: ({ category }) => category },
    { title: 'HOURS', value: ({ estimated_hours }) => String(estimated_hours) },
    { title: 'RECORD', value: ({ record }) => (record ? `${record.kind} ${record.id}` : 'new') },
    { title: 'TASK', value: ({ title }) => title, maxCells: 70 },
    {
      title: 'WHERE',
      value: ({ source_file, line_number }) => `${source_file}:${line_number}`,
      maxCells: 60,
    },
  ]);
}

function showFinished(finished: ProjectPlan['finished'], output: CommandContext['output']): void {
  output.line(`Done by their source, but open here (--complete completes them):`);
  output.table(finished, [
    { title: 'RECORD', value: ({ record }) => `${record.kind} ${record.id}` },
    {
      title: 'WHY',
      value: ({ why, source_file }) => `${why === 'ticked' ? 'ticked in' : 'gone from'} ${source_file}`,
    },
    { title: 'TASK', value: ({ title }) => title, maxCells: 70 },
  ]);
}

/** Exit code 1 while nothing was scanned. */
async function status({ json, project }: ScanFlags, context: CommandContext): Promise<void> {
  const { data } = await (await context.connect()).call(milestonePlanEndpoints.listMilestonePlans);
  const plans = data.filter(
    (one) =>
      project === undefined ||
      [one.project.toLowerCase(), String(one.project_id)].includes(project.toLowerCase()),
  );
  if (plans.length === 0) context.setExitCode(exitCodes.failed);
  if (json) return context.output.json(plans);
  if (plans.length === 0) return context.output.note('Nothing was scanned yet: architect milestones scan.');
  context.output.table(plans, [
    { title: 'PROJECT', value: (plan) => plan.project, maxCells: 30 },
    { title: 'TASKS', value: (plan) => String(plan.total_tasks) },
    { title: 'MILESTONES', value: (plan) => String(plan.total_milestones) },
    { title: 'SCANNED', value: (plan) => plan.generated_at.slice(0, 16).replace('T', ' ') },
    { title: 'PLAN', value: (plan) => plan.file },
  ]);
}

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

import {
  milestonePlanEndpoints,
  type ProjectPlan,
  type WantedPlan,
} from '@architect/contracts/milestone-plans';
import { AppError } from '../../platform/app-error.ts';
import { type By, byOf } from '../../platform/by.ts';
import type { ModuleContext, Running } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import type { Files } from '../files/index.ts';
import type { WorkSearch } from './find-work.ts';
import type { PlanRecords } from './import-plan.ts';
import { listKeptPlans } from './keep-plan.ts';
import { scanProject } from './scan-project.ts';

export { describeTask, taskPriority } from './import-plan.ts';
export { createTodos, type TodoRecord, type Todos, todoRef } from './todos.ts';

interface Root {
  id: number;
  name: string;
  source_path: string;
}

export interface MilestonePlanOptions extends ModuleContext, PlanRecords {
  files: Files;
  roots(): Promise<Root[]>;
  dataDir: string;
  /** Minutes from the end of a scan of all projects to the next; 0 scans only when told to. */
  everyMinutes: number;
}

interface Scanned {
  plans: ProjectPlan[];
  faults: { project_id: number; project: string; message: string }[];
}

/** Plans milestones from what the files of projects say is to be done. */
export function createMilestonePlans(options: MilestonePlanOptions): Running {
  const { bind, files, roots, log, clock, everyMinutes } = options;

  async function scan(
    { project, scan_id, ...wanted }: WantedPlan,
    by: By,
    signal: AbortSignal,
  ): Promise<Scanned> {
    const scanned: Scanned = { plans: [], faults: [] };
    const progress = scan_id === undefined ? null : tellProgress(scan_id, options);
    for (const { id, name, source_path } of chooseRoots(await roots(), project)) {
      try {
        const root = await files.realDirectory(source_path, `the source path of project ${id}`);
        const run = { ...options, records: options, by, signal, onRead: progress?.inProject(name) };
        scanned.plans.push(await scanProject({ id, name, root }, wanted, run));
      } catch (error) {
        if (!(error instanceof AppError) || error === cancelled) throw error;
        scanned.faults.push({ project_id: id, project: name, message: error.message });
      }
    }
    return scanned;
  }

  // One after the other: two scans at once would import the same work twice.
  let last: Promise<unknown> = Promise.resolve();
  const stopping = new AbortController();
  const inTurn = (wanted: WantedPlan, by: By, gone?: AbortSignal): Promise<Scanned> => {
    const signal = gone ? AbortSignal.any([gone, stopping.signal]) : stopping.signal;
    const run = () => scan(wanted, by, signal);
    const own = last.then(run, run);
    last = own.catch(() => undefined);
    return own;
  };

  bind(milestonePlanEndpoints.planMilestones, async ({ body }, call) => {
    const wanted = body ?? plansOnly;
    const leaving = new AbortController();
    call.reply.raw.once('close', () => leaving.abort(cancelled));
    const { plans, faults } = await inTurn(wanted, byOf(call), leaving.signal);
    const message = plans.length + faults.length === 0 ? nothingToScan : undefined;
    return success(plans, { faults, ...(message && { message }) });
  });
  bind(milestonePlanEndpoints.listMilestonePlans, async () => success(await listKeptPlans(options.dataDir)));

  let isStopped = false;
  let cancel = (): void => undefined;
  const wait = (): void => {
    if (isStopped) return;
    cancel = clock.after(everyMinutes * minuteMs, () => {
      const scanned = inTurn(plansOnly, { actor: 'system' });
      void scanned
        .catch((error: unknown) => {
          if (error !== cancelled) log.error({ err: error }, 'the scan for work failed');
        })
        .then(wait);
    });
  };
  return {
    async start() {
      if (everyMinutes > 0 && !isStopped) wait();
    },
    async stop() {
      isStopped = true;
      cancel();
      stopping.abort(cancelled);
      await last;
    },
  };
}

/** Files between two words of progress. */
const stride = 100;

/** Counts what a scan reads, over all of its projects, and tells of it now and then. */
function tellProgress(scan_id: string, { events }: Pick<ModuleContext, 'events'>) {
  let [directories, files, foundBefore] = [0, 0, 0];
  return {
    inProject(name: string): NonNullable<WorkSearch['onRead']> {
      const before = foundBefore;
      let last: string | null = null;
      return (directory, found) => {
        files += 1;
        if (directory !== last) directories += 1;
        last = directory;
        foundBefore = before + found;
        if (files % stride !== 1) return;
        const path = [name, directory].filter(Boolean).join('/');
        const told = { scan_id, path, directories, files, found: foundBefore, is_over: false };
        events.publish('scan.progress', told);
      };
    },
  };
}

const cancelled = new AppError('CONFLICT', 'the scan was cancelled');
const minuteMs = 60_000;
/** Plans and their files alone: records are for people to import. */
const plansOnly = { import: false, complete: false, dry_run: false };

const nothingToScan = 'No project has a source path yet: set one, or import projects.';

/** @param wanted name regardless of case, else number @throws AppError NOT_FOUND */
function chooseRoots(roots: Root[], wanted: string | undefined): Root[] {
  if (wanted === undefined) return roots;
  const named = roots.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const found = named.length > 0 ? named : roots.filter(({ id }) => String(id) === wanted);
  if (found.length > 0) return found;
  const known = roots.map(({ name }) => name).join(', ');
  throw new AppError(
    'NOT_FOUND',
    known
      ? `no project "${wanted}" with a source path; there are ${known}`.slice(0, 500)
      : `no project "${wanted}" with a source path, and none has one yet`,
  );
}

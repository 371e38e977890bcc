import type { Interaction } from '@architect/contracts/interactions';
import { AppError } from '../../platform/app-error.ts';
import type { ModuleContext, Running } from '../../platform/context.ts';
import { createSingleFlight } from '../../platform/single-flight.ts';
import type { Assigner } from '../assigner/index.ts';
import type { Nodes } from '../nodes/index.ts';
import { type AdvanceOptions, advanceRun } from './advance-run.ts';
import { type ProposeOptions, propose } from './propose.ts';
import { findRun, openRuns } from './run-store.ts';
import { enabledSettings, markLooked } from './settings-store.ts';
import { orphanPrompts } from './step-store.ts';
import { autopilotBy } from './tell.ts';
import type { TestRuns } from './test-runs.ts';

export interface DriverOptions extends AdvanceOptions, ProposeOptions, Pick<ModuleContext, 'log' | 'events'> {
  clock: ModuleContext['clock'];
  assigner: Pick<Assigner, 'enqueueIn' | 'cancel'>;
  nodes: Nodes;
  /** Dialogs that wait for a decision. */
  pendingDialogs(): Promise<Interaction[]>;
  tests: TestRuns;
}

/** Takes every run on, from the database alone: nothing is remembered between two looks. */
export interface Driver extends Running {
  wake(): void;
  figures(): { lastLookAt: number | null; lastFault: string | null };
}

const lookForWorkMs = 15 * 60_000;
const faultPauseMs = 10_000;
const shortestPauseMs = 1_000;
/** More steps of one run in one look mean that something turns in circles. */
const mostSteps = 20;

export function createDriver(options: DriverOptions): Driver {
  const { clock, log, events, nodes } = options;
  let isOpen = false;
  let cancel = (): void => undefined;
  let lastLookAt: number | null = null;
  let lastFault: string | null = null;
  const unlisten: (() => void)[] = [];

  async function look(): Promise<void> {
    cancel();
    const faults = [...(await advanceAll(options)), ...(await lookForWork(options))];
    await cancelOrphans(options);
    for (const error of faults) log.error({ err: error }, 'the autopilot could not go on with something');
    lastLookAt = clock.now();
    lastFault = faults.length === 0 ? null : wordsOf(faults[0]);
    const at = faults.length > 0 ? lastLookAt + faultPauseMs : await nextLookAt(options);
    if (at !== null) cancel = clock.after(Math.max(shortestPauseMs, at - clock.now()), wake);
  }

  const looks = createSingleFlight({
    run: look,
    clock,
    onError(error) {
      lastFault = wordsOf(error);
      log.error({ err: error }, 'the autopilot could not look; trying again');
    },
  });
  const wake = (): void => {
    if (isOpen) looks.ask();
  };

  return {
    wake,
    figures: () => ({ lastLookAt, lastFault }),
    async start() {
      if (isOpen) return;
      isOpen = true;
      unlisten.push(
        events.subscribe('interaction.changed', wake),
        events.subscribe('policy.changed', wake),
        nodes.onReady(wake),
        // A run may wait for an agent in its directory.
        nodes.onSessionChange(({ before, after }) => {
          if (!before || !after || before.deliverable !== after.deliverable) wake();
        }),
      );
      wake();
    },
    async stop() {
      isOpen = false;
      for (const end of unlisten.splice(0)) end();
      await looks.stop();
      await options.tests.stop();
      cancel();
    },
  };
}

/** @returns faults: one run that cannot go on does not hold up the others */
async function advanceAll(options: DriverOptions): Promise<unknown[]> {
  const faults: unknown[] = [];
  const open = await openRuns(options.db);
  if (open.length === 0) return faults;
  const late = (await options.pendingDialogs()).filter(({ escalated_at }) => escalated_at !== null);
  for (const { id } of open) {
    try {
      for (let steps = 0; steps < mostSteps; steps += 1) {
        const run = await findRun(options.db, id);
        if (!run || !(await advanceRun(run, late, options))) break;
      }
    } catch (error) {
      faults.push(error);
    }
  }
  return faults;
}

async function lookForWork(options: DriverOptions): Promise<unknown[]> {
  const faults: unknown[] = [];
  for (const { project_id, looked_at, is_paused } of await enabledSettings(options.db)) {
    if (is_paused || (looked_at !== null && looked_at + lookForWorkMs > options.clock.now())) continue;
    try {
      await propose(project_id, { ...options, by: autopilotBy });
    } catch (error) {
      // Archived projects are left alone.
      if (error instanceof AppError && error.code === 'NOT_FOUND')
        await options.db.write((tx) => markLooked(tx, project_id, options.clock.now()));
      else faults.push(error);
    }
  }
  return faults;
}

/** Prompts of runs that a person ended. */
async function cancelOrphans({ db, assigner }: DriverOptions): Promise<void> {
  for (const id of await orphanPrompts(db)) {
    try {
      await assigner.cancel(id, { actor: 'autopilot' });
    } catch (error) {
      // It has just ended, or was cleared.
      if (!(error instanceof AppError && (error.code === 'CONFLICT' || error.code === 'NOT_FOUND')))
        throw error;
    }
  }
}

/** Epoch ms; null: nothing is due by time. */
async function nextLookAt({ db }: DriverOptions): Promise<number | null> {
  const times = [
    ...(await openRuns(db)).flatMap(({ waits_until }) => waits_until ?? []),
    ...(await enabledSettings(db)).flatMap(({ looked_at, is_paused }) =>
      looked_at === null || is_paused ? [] : [looked_at + lookForWorkMs],
    ),
  ];
  return times.length === 0 ? null : Math.min(...times);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

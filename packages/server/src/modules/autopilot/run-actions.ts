import { type AutopilotRunDetail, type AutopilotRunStatus, runMoves } from '@architect/contracts/autopilot';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { runsAgent } from '../assigner/index.ts';
import { type Nodes, sessionKey } from '../nodes/index.ts';
import { completeRun } from './advance-run.ts';
import { notBlocked } from './follow-prompts.ts';
import { type EvidenceSources, gatherEvidence } from './gather-evidence.ts';
import { updateMilestone } from './milestone-store.ts';
import { findRun, lockRun, toRun, updateRun } from './run-store.ts';
import { whyHeld } from './settings.ts';
import { findSettings } from './settings-store.ts';
import { stepsOf, toStep } from './step-store.ts';
import type { RunRow, Source } from './tables.ts';
import { tellMilestone, tellRun } from './tell.ts';

export interface RunActionOptions extends Pick<ModuleContext, 'db' | 'clock'>, EvidenceSources {
  nodes: Nodes;
  wake(): void;
}

/** What people do with runs. Acts throw NOT_FOUND, and CONFLICT where the run is not in a state that allows it. */
export interface RunActions {
  read(id: number): Promise<AutopilotRunDetail>;
  start(id: number, session: string | undefined, by: By): Promise<AutopilotRunDetail>;
  resume(id: number, answer: string | undefined, by: By): Promise<AutopilotRunDetail>;
  setStatus(
    id: number,
    wanted: { status: AutopilotRunStatus; reason?: string | undefined },
    by: By,
  ): Promise<AutopilotRunDetail>;
}

export function createRunActions(options: RunActionOptions): RunActions {
  const { db, wake } = options;
  const read = async (id: number) => await describe(db, need(await findRun(db, id), id));

  async function change(id: number, act: (tx: Tx, run: RunRow) => Promise<RunRow>) {
    return await db.write(async (tx) => {
      const after = await act(tx, need(await lockRun(tx, db, id), id));
      tx.afterCommit(wake);
      return await describe(tx, after);
    });
  }
  const resume: RunActions['resume'] = (id, answer, by) =>
    change(id, (tx, run) => resumeIn(tx, run, { answer, by }));

  return {
    read,
    resume,
    async start(id, session, by) {
      const { status } = need(await findRun(db, id), id);
      if (status === 'blocked' && session === undefined) return await resume(id, undefined, by);
      return await change(id, (tx, run) => startIn(tx, run, { session, by }, options));
    },
    async setStatus(id, { status, reason }, by) {
      const run = need(await findRun(db, id), id);
      refuseMove(run, status);
      if (status !== 'complete')
        return await change(id, (tx, present) => endIn(tx, present, { status, reason, by }, options));
      const remark = `${by.actor} said that the tests are good enough${reason ? `: ${reason}` : ''}`;
      const told = { ...run, remarks_json: [...run.remarks_json, remark] };
      const evidence = await gatherEvidence(told, options);
      return await change(id, async (tx, present) => {
        refuseMove(present, status);
        const { version } = await updateRun(tx, present, { remarks_json: told.remarks_json });
        await tellRun(tx, present, { action: 'set_complete', by, details: { reason: reason ?? null } });
        return await completeRun(tx, { ...present, version }, { evidence, now: options.clock.now() });
      });
    },
  };
}

async function resumeIn(
  tx: Tx,
  run: RunRow,
  { answer, by }: { answer: string | undefined; by: By },
): Promise<RunRow> {
  if (run.status !== 'blocked')
    throw new AppError('CONFLICT', `run ${run.id} is ${run.status}: only blocked runs are resumed`);
  if (run.interaction_id !== null)
    throw new AppError(
      'CONFLICT',
      `run ${run.id} waits for dialog ${run.interaction_id}: answer that one, and it goes on by itself`,
      { details: { interaction_id: run.interaction_id } },
    );
  const after = await updateRun(tx, run, {
    ...{ status: run.phase, attempt: run.attempt + 1, ...notBlocked },
    remark: answer ?? run.remark,
    ...(answer !== undefined && { remarks_json: [...run.remarks_json, `${by.actor}: ${answer}`] }),
  });
  await tellRun(tx, after, { action: 'resumed', by, details: { answer: answer ?? null } });
  return after;
}

/** @throws AppError NO_TARGET, CONFLICT */
async function startIn(
  tx: Tx,
  run: RunRow,
  { session, by }: { session: string | undefined; by: By },
  { nodes }: RunActionOptions,
): Promise<RunRow> {
  if (run.status !== 'created')
    throw new AppError(
      'CONFLICT',
      `run ${run.id} is ${run.status}: only runs that were not begun are started`,
    );
  const held = whyHeld(await findSettings(tx, run.project_id));
  if (held !== null) throw new AppError('CONFLICT', `it cannot be started: ${held}`);
  if (session === undefined) return run;
  const found = nodes.session(session);
  if (!found) throw new AppError('NO_TARGET', `no session '${session}' exists`);
  if (!runsAgent(found)) throw new AppError('NO_TARGET', `no agent runs in session ${session}`);
  const after = await updateRun(tx, run, { session: sessionKey(found) });
  await tellRun(tx, after, { action: 'placed', by, details: { session: after.session } });
  return after;
}

/** Its open prompt is cancelled by the next look. */
async function endIn(
  tx: Tx,
  run: RunRow,
  { status, reason, by }: { status: AutopilotRunStatus; reason: string | undefined; by: By },
  { clock }: RunActionOptions,
): Promise<RunRow> {
  refuseMove(run, status);
  const values = {
    status,
    completed_at: clock.now(),
    waiting_because: null,
    waits_until: null,
    ...notBlocked,
  };
  const after = await updateRun(tx, run, values);
  await tellRun(tx, after, { action: `set_${status}`, by, details: { reason: reason ?? null } });
  const told = {
    status: 'failed',
    reason: reason ?? `run ${run.id} was ${status} by ${by.actor}`,
  } as const;
  const milestone = await updateMilestone(tx, run.milestone_id, told);
  await tellMilestone(tx, milestone, { action: 'failed', by, details: { run_id: run.id } });
  return after;
}

function refuseMove({ id, status, phase }: RunRow, wanted: AutopilotRunStatus): void {
  const allowed = runMoves[status].filter((one) => one !== 'complete' || phase === 'testing');
  if (allowed.includes(wanted)) return;
  const may = allowed.length === 0 ? 'it has ended' : `it may be set to ${allowed.join(' or ')}`;
  throw new AppError('CONFLICT', `run ${id} is ${status}: ${may}`, { details: { allowed } });
}

function need(run: RunRow | null, id: number): RunRow {
  if (!run) throw new AppError('NOT_FOUND', `there is no autopilot run ${id}`);
  return run;
}

async function describe(source: Source, run: RunRow): Promise<AutopilotRunDetail> {
  return { ...toRun(run), steps: (await stepsOf(source, run.id)).map(toStep) };
}

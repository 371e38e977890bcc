import type { AutopilotMilestone } from '@architect/contracts/autopilot';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { closeScope, type ScopeKinds } from './close-scope.ts';
import { lockMilestone, toMilestone, updateMilestone } from './milestone-store.ts';
import { isEnded } from './run-status.ts';
import { insertRun, runsOf, updateRun } from './run-store.ts';
import type { MilestoneRow, RunRow } from './tables.ts';
import { tellMilestone, tellRun } from './tell.ts';

export interface DecideOptions extends Pick<ModuleContext, 'db' | 'clock'>, ScopeKinds {
  wake(): void;
}

export interface Decided {
  milestone: AutopilotMilestone;
  /** The run that it got. */
  runId: number | null;
}

/** What was proposed, or has failed, gets a run; what was done is accepted. @throws AppError NOT_FOUND, CONFLICT */
export async function approveMilestone(id: number, by: By, options: DecideOptions): Promise<Decided> {
  return await decide(id, options, async (tx, row) => {
    const who = { decided_by: by.actor, decided_at: options.clock.now() };
    if (row.status === 'validation') {
      const values = { ...who, status: 'accepted', completed_at: options.clock.now(), reason: null } as const;
      const after = await updateMilestone(tx, id, values);
      await closeScope(tx, { scope: row.scope_json, milestoneId: id, by }, options);
      await tellMilestone(tx, after, { action: 'accepted', by });
      return { row: after, run: null };
    }
    if (row.status !== 'proposed' && row.status !== 'failed')
      throw new AppError(
        'CONFLICT',
        `milestone ${id} is ${row.status}: only proposed and failed ones can be approved, and those in validation accepted`,
      );
    const after = await updateMilestone(tx, id, { ...who, status: 'approved' });
    await tellMilestone(tx, after, { action: 'approved', by });
    return { row: after, run: await addRun(tx, after, { remark: null, by, now: options.clock.now() }) };
  });
}

/** What was proposed is put aside; what was done gets another run with the reason. @throws AppError NOT_FOUND, CONFLICT */
export async function rejectMilestone(
  id: number,
  { reason, by }: { reason: string; by: By },
  options: DecideOptions,
): Promise<Decided> {
  return await decide(id, options, async (tx, row) => {
    const now = options.clock.now();
    const who = { decided_by: by.actor, decided_at: now, reason };
    if (row.status === 'validation') {
      const after = await updateMilestone(tx, id, { ...who, status: 'approved' });
      await tellMilestone(tx, after, { action: 'sent_back', by, details: { reason } });
      return { row: after, run: await addRun(tx, after, { remark: reason, by, now }) };
    }
    if (row.status === 'in_progress' || row.status === 'accepted' || row.status === 'rejected')
      throw new AppError(
        'CONFLICT',
        `milestone ${id} is ${row.status}: ${row.status === 'in_progress' ? 'cancel its run first' : 'it is decided'}`,
      );
    const open = (await runsOf(tx, id)).find((run) => !isEnded(run));
    if (open) {
      const cancelled = await updateRun(tx, open, { status: 'cancelled', completed_at: now });
      await tellRun(tx, cancelled, { action: 'cancelled', by, details: { reason } });
    }
    const after = await updateMilestone(tx, id, { ...who, status: 'rejected' });
    await tellMilestone(tx, after, { action: 'rejected', by, details: { reason } });
    return { row: after, run: null };
  });
}

async function decide(
  id: number,
  { db, wake }: DecideOptions,
  run: (tx: Tx, row: MilestoneRow) => Promise<{ row: MilestoneRow; run: RunRow | null }>,
): Promise<Decided> {
  return await db.write(async (tx) => {
    const before = await lockMilestone(tx, db, id);
    if (!before) throw new AppError('NOT_FOUND', `there is no autopilot milestone ${id}`);
    const { row, run: added } = await run(tx, before);
    tx.afterCommit(wake);
    return { milestone: toMilestone(row), runId: added?.id ?? null };
  });
}

async function addRun(
  tx: Tx,
  { id, project_id, name }: MilestoneRow,
  { remark, by, now }: { remark: string | null; by: By; now: number },
): Promise<RunRow> {
  const before = await runsOf(tx, id);
  const run = await insertRun(tx, {
    ...{ milestone_id: id, project_id, name, run_number: before.length + 1, status: 'created' },
    ...{ phase: 'planning', attempt: 1, version: 1, branch: `autopilot/${id}`, remark },
    remarks_json: remark === null ? [] : [`${by.actor} sent it back: ${remark}`],
    // The agent that knows it already.
    session: before.at(-1)?.session ?? null,
    created_at: now,
  });
  await tellRun(tx, run, { action: 'created', by });
  return run;
}

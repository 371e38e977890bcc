import type { Prompt, PromptErrorCode } from '@architect/contracts/prompts';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { Tx } from '../../platform/context.ts';
import { isNamed, type Nodes } from '../nodes/index.ts';
import { insertHistory, moveAttempt, openAttemptOf } from './attempt-store.ts';
import type { EnqueueOptions } from './enqueue.ts';
import { finishPrompt } from './finish-prompt.ts';
import { letGo } from './let-go.ts';
import type { OpenAttempts } from './open-attempts.ts';
import {
  changePrompt,
  deleteFinished,
  dependenciesOf,
  failedNotArchived,
  failedWithTriesLeft,
  findPrompt,
} from './prompt-store.ts';
import type { AssignerDb, AssignerTables, AttemptRow, PromptRow } from './tables.ts';

/** What people do to prompts in the queue. Each act is one write with its audit row. */
export interface QueueActions {
  /** @throws AppError NOT_FOUND, CONFLICT (final already) */
  cancel(id: number, by: By): Promise<Prompt>;
  /** @throws AppError NOT_FOUND, CONFLICT (not failed or cancelled, or what it depends on has failed) */
  retry(id: number, by: By): Promise<Prompt>;
  /** `target` undefined keeps it, null takes the lock away. @throws AppError NOT_FOUND, CONFLICT (typed already) */
  reassign(id: number, target: string | null | undefined, by: By): Promise<Prompt>;
  /** Only where it is proven that nothing was delivered. @returns ids */
  retryAll(by: By): Promise<number[]>;
  /** @returns ids */
  clear(days: number, by: By): Promise<number[]>;
  /** Failed prompts whose session does not exist any more. @returns ids */
  archiveFailed(by: By): Promise<number[]>;
}

export interface QueueActionOptions extends EnqueueOptions {
  attempts: OpenAttempts;
}

/** Codes that prove that no agent ever saw the prompt. UNDELIVERABLE proves it too, but a retry would change nothing. */
const provenUndelivered: PromptErrorCode[] = ['NOT_DELIVERED', 'DEPENDENCY_FAILED'];
const dayMs = 86_400_000;

export function createQueueActions(options: QueueActionOptions): QueueActions {
  const { db, records, wake, clock } = options;

  /** Runs an act on one existing prompt, announces what changed, and wakes the queue. */
  async function act(id: number, run: (tx: Tx, row: PromptRow) => Promise<number[]>): Promise<Prompt> {
    const record = await db.write(async (tx) => {
      const row = await needPrompt(tx.tables<AssignerTables>(), id);
      const announced = await records.announce(tx, await run(tx, row));
      const changed = announced.find((one) => one.id === id);
      if (!changed)
        throw new AppError('CONFLICT', `prompt ${id} changed at the same moment: look at it again`);
      return changed;
    });
    wake();
    return record;
  }

  return {
    async cancel(id, by) {
      let attempt: AttemptRow | null = null;
      const record = await act(id, async (tx, row) => {
        attempt = await closeOpenAttempt(tx, row, options);
        const changed = await finishPrompt(
          tx.tables<AssignerTables>(),
          id,
          { status: 'cancelled', by: by.actor },
          clock.now(),
        );
        if (changed.length === 0) throw new AppError('CONFLICT', `prompt ${id} is ${row.status} already`);
        await auditAct(tx, by, 'prompt.cancelled', { id, details: { was: row.status } });
        return changed;
      });
      if (attempt) await letGo(attempt, options);
      return record;
    },
    retry: (id, by) =>
      act(id, async (tx, row) => {
        await backToPending(tx, { row, by, action: 'retried', target: undefined }, options);
        return [id];
      }),
    reassign: (id, target, by) =>
      act(id, async (tx, row) => {
        if (row.status === 'pending') await changeTarget(tx, { row, target, by }, options);
        else await backToPending(tx, { row, by, action: 'reassigned', target }, options);
        return [id];
      }),
    async retryAll(by) {
      const ids = await db.write((tx) => retryProven(tx, by, options));
      wake();
      return ids;
    },
    clear: (days, by) =>
      db.write(async (tx) => {
        const ids = await deleteFinished(tx.tables<AssignerTables>(), clock.now() - days * dayMs);
        if (ids.length > 0) tx.publish('prompt.removed', { ids });
        await auditAct(tx, by, 'prompts.cleared', { details: { days, count: ids.length } });
        return ids;
      }),
    archiveFailed: (by) => db.write((tx) => archiveOrphans(tx, by, options)),
  };
}

async function needPrompt(db: AssignerDb, id: number): Promise<PromptRow> {
  const row = await findPrompt(db, id);
  if (!row) throw new AppError('NOT_FOUND', `there is no prompt ${id}`);
  return row;
}

async function closeOpenAttempt(
  tx: Tx,
  row: PromptRow,
  { clock, attempts }: QueueActionOptions,
): Promise<AttemptRow | null> {
  const db = tx.tables<AssignerTables>();
  const attempt = await openAttemptOf(db, row.id);
  if (!attempt) return null;
  if (!(await moveAttempt(db, attempt, 'abandoned', clock.now()))) {
    throw new AppError('CONFLICT', `prompt ${row.id} changed at the same moment: look at it again`);
  }
  tx.afterCommit(() => attempts.remove(attempt.attempt_id));
  return attempt;
}

interface Return {
  row: PromptRow;
  by: By;
  action: 'retried' | 'reassigned';
  target: string | null | undefined;
}

async function backToPending(tx: Tx, change: Return, { clock }: QueueActionOptions): Promise<void> {
  const { row, by, action, target } = change;
  const db = tx.tables<AssignerTables>();
  if (row.status === 'assigned' || row.status === 'in_progress') {
    throw new AppError(
      'CONFLICT',
      `prompt ${row.id} is with session ${row.assigned_session ?? ''}: it may have been typed already; cancel it first`,
    );
  }
  if (row.status === 'completed') {
    throw new AppError('CONFLICT', `prompt ${row.id} is completed: send its text again as a new prompt`);
  }
  const [broken] = (await dependenciesOf(db, [row.id])).filter(isBroken);
  if (broken) {
    throw new AppError(
      'CONFLICT',
      `prompt ${broken.depends_on_id}, on which it depends, is ${broken.status}: retry that one first`,
    );
  }
  await changePrompt(db, row.id, ['failed', 'cancelled'], {
    status: 'pending',
    assigned_session: null,
    node: null,
    response: null,
    error: null,
    error_code: null,
    refusals: 0,
    retry_count: row.retry_count + 1,
    elapsed_ms: 0,
    clock_started_at: null,
    assigned_at: null,
    started_at: null,
    completed_at: null,
    is_archived: false,
    ...(target === undefined ? {} : { target_session: target }),
  });
  const to = target === undefined ? row.target_session : target;
  await insertHistory(db, {
    prompt_id: row.id,
    action,
    session: to,
    actor: by.actor,
    at: clock.now(),
    details: row.error_code ?? row.status,
  });
  await auditAct(tx, by, `prompt.${action}`, {
    id: row.id,
    details: { was: row.status, target_session: to },
  });
}

async function changeTarget(
  tx: Tx,
  { row, target, by }: { row: PromptRow; target: string | null | undefined; by: By },
  { clock }: QueueActionOptions,
): Promise<void> {
  const db = tx.tables<AssignerTables>();
  const to = target === undefined ? row.target_session : target;
  if (!(await changePrompt(db, row.id, ['pending'], { target_session: to }))) {
    throw new AppError('CONFLICT', `prompt ${row.id} was just assigned: look at it again`);
  }
  await insertHistory(db, {
    prompt_id: row.id,
    action: 'reassigned',
    session: to,
    actor: by.actor,
    at: clock.now(),
    details: `target was ${row.target_session ?? 'any session'}`,
  });
  await auditAct(tx, by, 'prompt.reassigned', { id: row.id, details: { target_session: to } });
}

async function retryProven(tx: Tx, by: By, options: QueueActionOptions): Promise<number[]> {
  const db = tx.tables<AssignerTables>();
  const ids: number[] = [];
  // Oldest first: what others depend on comes back before them.
  for (const row of await failedWithTriesLeft(db, provenUndelivered)) {
    if ((await dependenciesOf(db, [row.id])).some(isBroken)) continue;
    await backToPending(tx, { row, by, action: 'retried', target: undefined }, options);
    ids.push(row.id);
  }
  await options.records.announce(tx, ids);
  return ids;
}

async function archiveOrphans(tx: Tx, by: By, { nodes, records }: QueueActionOptions): Promise<number[]> {
  const db = tx.tables<AssignerTables>();
  const ids: number[] = [];
  for (const row of await failedNotArchived(db)) {
    const session = row.assigned_session ?? row.target_session;
    if (session === null || exists(nodes, session)) continue;
    await changePrompt(db, row.id, ['failed'], { is_archived: true });
    ids.push(row.id);
  }
  await records.announce(tx, ids);
  await auditAct(tx, by, 'prompts.archived', { details: { count: ids.length, ids } });
  return ids;
}

function exists(nodes: Nodes, name: string): boolean {
  return nodes.sessions().some((session) => isNamed(session, name));
}

function isBroken(dependency: { status: string }): boolean {
  return dependency.status === 'failed' || dependency.status === 'cancelled';
}

async function auditAct(
  tx: Tx,
  by: By,
  action: string,
  about: { id?: number; details: Record<string, unknown> },
): Promise<void> {
  await tx.audit({
    actor: by.actor,
    action,
    entityType: 'prompt',
    details: about.details,
    ...(about.id === undefined ? {} : { entityId: about.id }),
    ...(by.correlationId === undefined ? {} : { correlationId: by.correlationId }),
  });
}

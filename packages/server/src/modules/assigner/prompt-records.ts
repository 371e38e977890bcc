import type { Prompt } from '@architect/contracts/prompts';
import type { Clock, Tx } from '../../platform/context.ts';
import { toTime, toTimeOrNull } from '../../platform/time.ts';
import { receiptsOf } from './attempt-store.ts';
import { dependenciesOf, findPrompts } from './prompt-store.ts';
import type { Wish } from './queue-rules.ts';
import { elapsedMs } from './run-clock.ts';
import type { AssignerDb, AssignerTables, PromptRow } from './tables.ts';
import { addUsage, usageOf } from './usage-store.ts';
import { type WaitingFacts, waitingReason } from './waiting-reason.ts';
import type { WaitingRow } from './waiting-store.ts';

/** What is true at this moment, for waiting reasons. */
export type LiveFacts = Omit<WaitingFacts, 'waitsFor'>;

/** Turns rows into the records that the API and the live events show. */
export interface PromptRecords {
  present(db: AssignerDb, rows: PromptRow[]): Promise<Prompt[]>;
  presentOne(db: AssignerDb, row: PromptRow): Promise<Prompt>;
  /** Why each of these waits, without reading their texts. */
  waitingReasons(db: AssignerDb, rows: WaitingRow[]): Promise<string[]>;
  /** Publishes the records of changed prompts after the commit, as they are at the end of this write. */
  announce(tx: Tx, ids: number[]): Promise<Prompt[]>;
  /** Listens to changes inside their transactions: what a listener writes commits with them, or fails them. */
  onChangeIn(listener: PromptListener): void;
}

export type PromptListener = (tx: Tx, changed: Prompt[]) => Promise<void>;

export function createPromptRecords(options: { clock: Clock; facts: () => LiveFacts }): PromptRecords {
  const { clock, facts } = options;
  const listeners: PromptListener[] = [];

  async function present(db: AssignerDb, rows: PromptRow[]): Promise<Prompt[]> {
    const ids = rows.map((row) => row.id);
    const receipts = Map.groupBy(await receiptsOf(db, ids), (receipt) => receipt.prompt_id);
    const dependencies = Map.groupBy(await dependenciesOf(db, ids), (dependency) => dependency.prompt_id);
    const usages = Map.groupBy(await usageOf(db, ids), (usage) => usage.prompt_id);
    const live = facts();
    return rows.map((row) => {
      const needed = dependencies.get(row.id) ?? [];
      const waitsFor = needed.filter((one) => one.status !== 'completed').map((one) => one.depends_on_id);
      return {
        ...recordOf(row),
        elapsed_seconds: Math.round(elapsedMs(row, clock.now()) / 100) / 10,
        waiting_reason: row.status === 'pending' ? waitingReason(wishOf(row), { ...live, waitsFor }) : null,
        depends_on: needed.map((one) => one.depends_on_id),
        usage: addUsage(usages.get(row.id) ?? []),
        receipts: (receipts.get(row.id) ?? []).map(({ step, at, evidence, attempt, session }) => ({
          step,
          evidence,
          attempt,
          session,
          at: toTime(at),
        })),
      };
    });
  }

  async function presentOne(db: AssignerDb, row: PromptRow): Promise<Prompt> {
    const [record] = await present(db, [row]);
    if (!record) throw new Error('a row became no record');
    return record;
  }

  async function waitingReasons(db: AssignerDb, rows: WaitingRow[]): Promise<string[]> {
    const needed = await dependenciesOf(
      db,
      rows.map((row) => row.id),
    );
    const open = Map.groupBy(
      needed.filter((one) => one.status !== 'completed'),
      (one) => one.prompt_id,
    );
    const live = facts();
    return rows.map((row) => {
      const waitsFor = (open.get(row.id) ?? []).map((one) => one.depends_on_id);
      return waitingReason(wishOf(row), { ...live, waitsFor });
    });
  }

  return {
    present,
    presentOne,
    waitingReasons,
    async announce(tx, ids) {
      const db = tx.tables<AssignerTables>();
      const records = await present(db, await findPrompts(db, ids));
      for (const record of records) tx.publish('prompt.changed', record);
      for (const listener of listeners) await listener(tx, records);
      return records;
    },
    onChangeIn: (listener) => void listeners.push(listener),
  };
}

/** The wish of a waiting prompt, for the rules of the queue. */
export function wishOf(
  row: Pick<
    PromptRow,
    | 'id'
    | 'target_session'
    | 'target_provider'
    | 'providers_json'
    | 'fallback_json'
    | 'is_fallback_allowed'
    | 'mode'
    | 'is_directory_shared'
    | 'metadata_json'
  >,
): Wish {
  return {
    id: row.id,
    target_session: row.target_session,
    target_provider: row.target_provider,
    providers: row.providers_json,
    fallback: row.fallback_json,
    allow_fallback: row.is_fallback_allowed,
    allow_shared_directory: row.is_directory_shared ?? false,
    mode: row.mode,
    working_dir: workingDirOf(row.metadata_json),
  };
}

function workingDirOf({ working_dir }: Record<string, unknown>): string | null {
  return typeof working_dir === 'string' && working_dir.startsWith('/') ? working_dir : null;
}

function recordOf(row: PromptRow) {
  const { working_dir: _inMetadata, ...wish } = wishOf(row);
  return {
    ...wish,
    content: row.content,
    status: row.status,
    priority: row.priority,
    source: row.source,
    assigned_session: row.assigned_session,
    node: row.node,
    response: row.response,
    error: row.error,
    error_code: row.error_code,
    retry_count: row.retry_count,
    max_retries: row.max_retries,
    timeout_minutes: row.timeout_minutes,
    idempotency_key: row.idempotency_key,
    metadata: row.metadata_json,
    archived: row.is_archived,
    created_by: row.created_by,
    created_at: toTime(row.created_at),
    assigned_at: toTimeOrNull(row.assigned_at),
    started_at: toTimeOrNull(row.started_at),
    completed_at: toTimeOrNull(row.completed_at),
  };
}

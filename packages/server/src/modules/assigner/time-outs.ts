import type { ModuleContext } from '../../platform/context.ts';
import { createSingleFlight } from '../../platform/single-flight.ts';
import type { Nodes } from '../nodes/index.ts';
import { insertReceipt, moveAttempt, type OpenAttemptRow, openAttempts } from './attempt-store.ts';
import { finishPrompt } from './finish-prompt.ts';
import { letGo } from './let-go.ts';
import type { OpenAttempts } from './open-attempts.ts';
import type { PromptRecords } from './prompt-records.ts';
import { dueAt } from './run-clock.ts';
import type { AssignerTables } from './tables.ts';

/** Fails prompts whose running clock is used up. One timer, for the next one due. */
export interface TimeOuts {
  /** Clocks started or stopped: look again. */
  rearm(): void;
  stop(): Promise<void>;
}

export interface TimeOutOptions extends Pick<ModuleContext, 'db' | 'clock' | 'log'> {
  nodes: Nodes;
  attempts: OpenAttempts;
  records: PromptRecords;
  /** Epoch ms before which nothing times out: after a start, nodes first report what happened meanwhile. */
  notBefore(): number;
  /** A prompt ended: others may go on. */
  wake(): void;
}

export function createTimeOuts(options: TimeOutOptions): TimeOuts {
  const { db, clock, log } = options;
  let cancel = (): void => undefined;

  async function look(): Promise<void> {
    cancel();
    const rows = await openAttempts(db.tables<AssignerTables>());
    let next = Number.POSITIVE_INFINITY;
    for (const row of rows) {
      const due = dueAt(row, row.timeout_minutes);
      if (due === null) continue;
      const effective = Math.max(due, options.notBefore());
      if (effective <= clock.now()) await expire(row, options);
      else next = Math.min(next, effective);
    }
    if (Number.isFinite(next)) cancel = clock.after(next - clock.now(), looks.ask);
  }

  const looks = createSingleFlight({
    run: look,
    clock,
    onError: (error) => log.warn({ err: error }, 'time-outs could not be checked; trying again'),
  });

  return {
    rearm: looks.ask,
    async stop() {
      await looks.stop();
      cancel();
    },
  };
}

async function expire(row: OpenAttemptRow, options: TimeOutOptions): Promise<void> {
  const { db, clock, attempts, records } = options;
  const error = `no end within ${row.timeout_minutes} minutes of running time; the last step was ${row.state}`;
  const isExpired = await db.write(async (tx) => {
    const tables = tx.tables<AssignerTables>();
    if (!(await moveAttempt(tables, row, 'abandoned', clock.now()))) return false;
    await insertReceipt(tables, {
      prompt_id: row.prompt_id,
      attempt: row.number,
      session: row.session,
      step: 'ended',
      evidence: `time-out: ${error}`,
      at: clock.now(),
    });
    const ending = { status: 'failed', code: 'TIMEOUT', error } as const;
    await records.announce(tx, await finishPrompt(tables, row.prompt_id, ending, clock.now()));
    await tx.audit({
      actor: 'system',
      action: 'prompt.failed',
      entityType: 'prompt',
      entityId: row.prompt_id,
      details: { error_code: 'TIMEOUT', session: row.session },
    });
    tx.afterCommit(() => attempts.remove(row.attempt_id));
    return true;
  });
  if (!isExpired) return;
  options.wake();
  await letGo(row, options);
}

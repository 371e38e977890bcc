import type { Interaction } from '@architect/contracts/interactions';
import { NodeLinkError } from '@architect/contracts/node-link';
import { AppError } from '../../platform/app-error.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import type { PatientWriter } from '../../platform/database/patient-writer.ts';
import { type Nodes, sessionKey, toAppError } from '../nodes/index.ts';
import { aboutOf } from './about-interaction.ts';
import { type Choice, type Decision, pickOption } from './pick-option.ts';
import {
  changePending,
  claimInteraction,
  findInteraction,
  type InteractionDb,
  type InteractionRow,
  type InteractionTables,
  openInteractions,
  toInteraction,
} from './store.ts';

/** Who decided: a person, or a rule that a person made. */
export interface Decider {
  by: 'user' | 'pattern' | 'policy';
  name: string;
  patternId: number | null;
  /** Of a rule: why. */
  reason?: string;
  /** Of a rule: asked just before the key is pressed; false cancels. */
  stillHolds?(): boolean;
  correlationId?: string;
}

/** `dismiss` puts an interaction away without pressing anything. */
export type Wanted = Decision | { action: 'dismiss' };

/** Gives agents the answers that were decided: each dialog is answered by one decider at most. */
export interface Answering {
  /** @throws AppError NOT_FOUND, CONFLICT (decided, changed, no such option), DELIVERY_UNSAFE, UNAVAILABLE */
  handle(id: number, wanted: Wanted, decider: Decider): Promise<Interaction>;
  /** Answers that a crash cut short are open for a decision again; the fingerprint keeps a second key harmless. */
  releaseCutShort(): Promise<void>;
}

export interface AnsweringOptions extends Pick<ModuleContext, 'db' | 'clock' | 'log'> {
  nodes: Nodes;
  /** Once a key was pressed its outcome is recorded, even if the database is away for a while. */
  writer: PatientWriter;
}

type Picked = Extract<Choice, { ok: true }>;

export function createAnswering(options: AnsweringOptions): Answering {
  const { db } = options;
  return {
    async handle(id, wanted, decider) {
      const row = await needPending(db.tables<InteractionTables>(), id);
      if (wanted.action === 'dismiss') return await dismiss(row, decider, options);
      refuseBlindRules(row, decider);
      const choice = pickOption(toInteraction(row), wanted);
      if (!choice.ok) throw new AppError('CONFLICT', choice.problem);
      // Written before the key is pressed: of two people one gets a 409, and no key is pressed twice.
      const claimed = await claim(row, { choice, decider, action: wanted.action }, options);
      return await press(claimed, { choice, decider }, options);
    },
    async releaseCutShort() {
      for (const row of await openInteractions(db.tables<InteractionTables>())) {
        if (row.status !== 'pending' || row.decided_at === null) continue;
        await release(row, 'the server stopped while this was being answered', options);
      }
    },
  };
}

/** A dialog that was not parsed completely is for eyes: a person sees the screen, a rule does not. */
function refuseBlindRules(row: InteractionRow, decider: Decider): void {
  if (decider.by === 'user' || toInteraction(row).complete) return;
  throw new AppError('CONFLICT', 'this dialog was not understood completely: a person has to decide');
}

async function needPending(db: InteractionDb, id: number): Promise<InteractionRow> {
  const row = await findInteraction(db, id);
  if (!row) throw new AppError('NOT_FOUND', `there is no interaction ${id}`);
  if (row.status !== 'pending') throw new AppError('CONFLICT', `interaction ${id} is ${row.status} already`);
  if (row.decided_at !== null) throw alreadyDecided(row);
  return row;
}

function alreadyDecided(row: InteractionRow): AppError {
  return new AppError(
    'CONFLICT',
    `interaction ${row.id} is being answered by ${row.decided_by_name ?? 'somebody'}`,
  );
}

async function dismiss(
  row: InteractionRow,
  decider: Decider,
  options: AnsweringOptions,
): Promise<Interaction> {
  const { db, clock } = options;
  return await db.write(async (tx) => {
    const ended = await claimInteraction(tx.tables<InteractionTables>(), row.id, {
      ...decidedColumns(decider),
      decided_at: clock.now(),
      status: 'dismissed',
      note: 'dismissed: nothing was pressed',
    });
    if (!ended) throw alreadyDecided(row);
    await audit(tx, ended, decider, { action: 'dismiss' });
    return publish(tx, ended);
  });
}

async function claim(
  row: InteractionRow,
  { choice, decider, action }: { choice: Picked; decider: Decider; action: Decision['action'] },
  { db, clock }: AnsweringOptions,
): Promise<InteractionRow> {
  return await db.write(async (tx) => {
    const tables = tx.tables<InteractionTables>();
    const claimed = await claimInteraction(tables, row.id, {
      ...decidedColumns(decider),
      decided_at: clock.now(),
      note: null,
    });
    if (!claimed) throw alreadyDecided((await findInteraction(tables, row.id)) ?? row);
    await audit(tx, claimed, decider, { action, option: choice.key, with_text: choice.text !== undefined });
    publish(tx, claimed);
    return claimed;
  });
}

async function press(
  row: InteractionRow,
  { choice, decider }: { choice: Picked; decider: Decider },
  options: AnsweringOptions,
): Promise<Interaction> {
  const { clock, nodes } = options;
  if (decider.stillHolds?.() === false) {
    const note = 'nothing was pressed: the policy changed in the meantime';
    await release(row, note, options);
    throw new AppError('CONFLICT', note);
  }
  const link = nodes.link(row.node);
  try {
    if (!link) throw new NodeLinkError('FAILED', `node ${row.node} is not connected`);
    const { evidence } = await link.request('answer', {
      session: row.session,
      fingerprint: row.fingerprint,
      option_key: choice.key,
      ...(choice.text === undefined ? {} : { text: choice.text }),
    });
    return await end(row, { status: choice.status, note: evidence, answered_at: clock.now() }, options);
  } catch (error) {
    if (error instanceof AppError) throw error;
    await afterFailure(row, error, options);
    throw toAppError(error);
  }
}

/** A dialog that is gone expires; one that is still there may be decided again. */
async function afterFailure(row: InteractionRow, error: unknown, options: AnsweringOptions): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  options.log.warn({ err: error, interaction: row.id }, 'a dialog could not be answered');
  const code = error instanceof NodeLinkError ? error.code : 'FAILED';
  // While a node is out of reach nobody knows what its sessions show.
  if (!options.nodes.isReady(row.node)) return await release(row, `could not be answered: ${text}`, options);
  const shown = options.nodes.session(sessionKey({ node: row.node, name: row.session }))?.dialog;
  if (code === 'DIALOG_CHANGED' || code === 'NO_SESSION' || shown?.fingerprint !== row.fingerprint) {
    await end(row, { status: 'expired', note: `could not be answered: ${text}` }, options);
  } else await release(row, `could not be answered: ${text}`, options);
}

async function end(
  row: InteractionRow,
  change: { status: Interaction['status']; note: string; answered_at?: number },
  { writer }: AnsweringOptions,
): Promise<Interaction> {
  return await writer.write(async (tx) => {
    const tables = tx.tables<InteractionTables>();
    const ended = await changePending(tables, row.id, true, { ...change, is_open: false });
    if (ended && change.status === 'expired') await auditFailure(tx, row, change.note);
    if (ended) return publish(tx, ended);
    return toInteraction((await findInteraction(tables, row.id)) ?? row);
  });
}

async function release(row: InteractionRow, note: string, { writer }: AnsweringOptions): Promise<void> {
  await writer.write(async (tx) => {
    const free = { decided_at: null, decided_by: null, decided_by_name: null, pattern_id: null, note };
    const released = await changePending(tx.tables<InteractionTables>(), row.id, true, free);
    if (!released) return;
    await auditFailure(tx, row, note);
    publish(tx, released);
  });
}

function decidedColumns({ by, name, patternId }: Decider) {
  return { decided_by: by, decided_by_name: name, pattern_id: patternId };
}

function publish(tx: Tx, row: InteractionRow): Interaction {
  const interaction = toInteraction(row);
  tx.publish('interaction.changed', interaction);
  return interaction;
}

/** A decision was recorded, and then it could not be carried out. */
async function auditFailure(tx: Tx, row: InteractionRow, note: string): Promise<void> {
  const { decided_by: by, decided_by_name: name, pattern_id } = row;
  await tx.audit({
    actor: by === 'user' ? (name ?? 'unknown') : `${by}:${name}`,
    action: 'interaction.not_answered',
    entityType: 'interaction',
    entityId: row.id,
    details: { note, pattern_id, ...aboutOf(row) },
  });
}

async function audit(
  tx: Tx,
  row: InteractionRow,
  decider: Decider,
  decision: Record<string, unknown>,
): Promise<void> {
  await tx.audit({
    actor: decider.by === 'user' ? decider.name : `${decider.by}:${decider.name}`,
    action: 'interaction.decided',
    entityType: 'interaction',
    entityId: row.id,
    details: {
      ...decision,
      ...aboutOf(row),
      ...(decider.by === 'user' ? {} : { pattern_id: decider.patternId, reason: decider.reason }),
    },
    ...(decider.correlationId === undefined ? {} : { correlationId: decider.correlationId }),
  });
}

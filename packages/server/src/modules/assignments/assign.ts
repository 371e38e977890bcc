import type { AssignBody, Assignment, WorkOrder, WorkRef } from '@architect/contracts/assignments';
import { sendPromptBody } from '@architect/contracts/prompts';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { validate } from '../../platform/http/validate.ts';
import type { Assigner } from '../assigner/index.ts';
import type { Nodes } from '../nodes/index.ts';
import type { Projects } from '../projects/index.ts';
import { type Records, requireFace } from '../records/index.ts';
import { findOpen, insertAssignment, listOf, toAssignment, updateAssignment } from './store.ts';
import { writeWorkOrder } from './work-order.ts';
import type { WorkSource } from './work-sources.ts';

export interface AssignmentOptions extends Pick<ModuleContext, 'db' | 'clock'> {
  assigner: Assigner;
  nodes: Nodes;
  projects: Projects;
  records: Records;
  sources: Record<WorkRef['kind'], WorkSource>;
}

/** Records that are given to agents. */
export interface AssignmentService {
  /** What an agent would be told. @throws AppError NOT_FOUND */
  preview(ref: WorkRef, session?: string): Promise<WorkOrder>;
  /**
   * Queues the work order and moves the record, in one transaction.
   * @throws AppError NOT_FOUND, NO_TARGET, CONFLICT with `{ open }` when somebody works on it already
   */
  assign(ref: WorkRef, wish: Wish, by: By): Promise<Assignment>;
  /** Cancels the prompt of the open assignment. @throws AppError CONFLICT when nobody works on it */
  release(ref: WorkRef, by: By): Promise<Assignment>;
  list(ref: WorkRef): Promise<Assignment[]>;
}

export type Wish = Omit<AssignBody, 'queue'> & {
  /** Stands above the work order, where `message` would replace it. */
  remark?: string | undefined;
};

export function createAssignmentService(options: AssignmentOptions): AssignmentService {
  const { db, assigner } = options;
  return {
    preview: (ref, session) => preview(ref, session, options),
    async assign(ref, wish, by) {
      const order = await preview(ref, wish.session, options);
      return await db.write((tx) => assignIn(tx, { ref, wish, order, by }, options));
    },
    async release(ref, by) {
      await requireFace(db, ref);
      const open = await findOpen(db, ref);
      if (!open) throw new AppError('CONFLICT', 'nobody works on it: there is nothing to take back');
      const [prompt] = await assigner.readPrompts([open.prompt_id]);
      const isLive = prompt && ['pending', 'assigned', 'in_progress'].includes(prompt.status);
      if (isLive) await assigner.cancel(open.prompt_id, { actor: by.actor, correlationId: by.correlationId });
      return await db.write(async (tx) => {
        const values = { ended_at: open.ended_at ?? options.clock.now(), outcome: 'released' as const };
        const released = toAssignment(await updateAssignment(tx, open.id, values));
        await tellAssignment(tx, 'released', released, by);
        return released;
      });
    },
    async list(ref) {
      await requireFace(db, ref);
      return (await listOf(db, ref)).map(toAssignment);
    },
  };
}

async function preview(
  ref: WorkRef,
  sessionName: string | undefined,
  { db, nodes, projects, records, sources }: AssignmentOptions,
): Promise<WorkOrder> {
  await requireFace(db, ref);
  const item = await sources[ref.kind].read(ref.id);
  const project = item.project_id === null ? null : await projects.read(item.project_id);
  const session = sessionName === undefined ? null : nodes.session(sessionName);
  const links = await records.links.list(ref);
  const linked = links.findLast(({ type }) => type === 'branch')?.value ?? null;
  const open = await findOpen(db, ref);
  const place = {
    project: project?.name ?? null,
    directory: session?.working_dir ?? project?.source_path ?? null,
    branch: linked ?? ownBranch(session?.git_branch ?? null),
  };
  return { record: ref, ...writeWorkOrder(ref, item, place), open: open && toAssignment(open) };
}

/** The branch of a session, unless it is one that nobody works on directly. */
function ownBranch(branch: string | null): string | null {
  return branch !== null && ['main', 'master', 'dev', 'qa'].includes(branch) ? null : branch;
}

interface Act {
  ref: WorkRef;
  wish: Wish;
  order: WorkOrder;
  by: By;
}

async function assignIn(
  tx: Tx,
  { ref, wish, order, by }: Act,
  { assigner, clock, sources }: AssignmentOptions,
): Promise<Assignment> {
  const { waiting, over, begin } = sources[ref.kind];
  const { status } = await requireFace(tx, ref);
  const word = status ?? '';
  if (over.includes(word) && !wish.force)
    throw new AppError('CONFLICT', `it is ${word}: open it again first, or say force`);
  const open = await findOpen(tx, ref);
  if (open && !wish.force) throw alreadyOpen(toAssignment(open));
  if (waiting.includes(word)) await begin(tx, ref.id, by);
  const actor = by.actor;
  const [queued] = await assigner.enqueueIn(tx, [promptOf(ref, wish, order)], by);
  if (!queued) throw new Error('a work order was not queued');
  const row = await insertAssignment(tx, {
    kind: ref.kind,
    record_id: ref.id,
    prompt_id: queued.prompt.id,
    session: wish.session ?? null,
    provider: wish.provider ?? null,
    created_by: actor,
    created_at: clock.now(),
    is_second: open !== null,
    ended_at: null,
    outcome: null,
    worker: null,
    node: null,
    answer: null,
    started_at: null,
  });
  const assigned = toAssignment(row);
  await tellAssignment(tx, 'assigned', assigned, by);
  return assigned;
}

function alreadyOpen(open: Assignment): AppError {
  const whom = open.session ?? open.provider ?? 'any agent';
  const text = `it is assigned already, to ${whom} (prompt ${open.prompt_id}): release it first, or say force`;
  return new AppError('CONFLICT', text, { details: { open } });
}

function promptOf(ref: WorkRef, wish: Wish, order: WorkOrder) {
  const remark = wish.remark === undefined ? '' : `${wish.remark.trim()}\n\n`;
  const dir = order.working_dir;
  const body = {
    content: wish.message ?? remark + order.message,
    priority: wish.priority ?? order.priority,
    target_session: wish.session,
    require_target: wish.session !== undefined,
    target_provider: wish.provider,
    timeout_minutes: wish.timeout_minutes,
    metadata: { record: ref, ...(dir !== null && wish.session === undefined && { working_dir: dir }) },
    source: 'assignments',
  };
  return validate(sendPromptBody, body, 'body');
}

/** In the record's history, and to everybody who looks at it. */
export async function tellAssignment(
  tx: Tx,
  word: 'assigned' | 'released' | 'work_ended' | 'work_resumed',
  { record, ...assignment }: Assignment,
  { actor, correlationId }: By,
): Promise<void> {
  await tx.audit({
    actor,
    action: `${record.kind}.${word}`,
    entityType: record.kind,
    entityId: record.id,
    details: {
      assignment_id: assignment.id,
      prompt_id: assignment.prompt_id,
      session: assignment.session,
      provider: assignment.provider,
      outcome: assignment.outcome,
    },
    correlationId,
  });
  tx.publish('record.parts_changed', record);
  tx.publish('assignment.changed', { record, ...assignment });
}

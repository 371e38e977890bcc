import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { promptErrorCode, promptStatus } from './prompts.ts';
import { provider } from './providers.ts';
import { recordKind } from './records.ts';
import { idParams, replyOf, time } from './reply.ts';
import { sessionState } from './sessions.ts';
import { usage } from './usage.ts';

/** Kinds of records that an agent can work on. */
export const workKind = recordKind.extract(['feature', 'bug', 'devops_task', 'error']);
export type WorkKind = z.infer<typeof workKind>;
const workRef = z.object({ kind: workKind, id: z.number().int().positive() });
export type WorkRef = z.infer<typeof workRef>;

/** `released`: a person took it back before the prompt ended. */
export const assignmentOutcome = z.enum(['completed', 'failed', 'cancelled', 'released']);

/** A record that was given to an agent, with the prompt that carries it. */
export const assignment = z
  .object({
    id: z.number().int(),
    record: workRef,
    prompt_id: z.number().int(),
    /** The session or the provider that was asked for; both null: any agent. */
    session: z.string().nullable(),
    provider: provider.nullable(),
    created_by: z.string(),
    created_at: time,
    /** Null: still open. There is one open assignment of a record, unless one was forced. */
    ended_at: time.nullable(),
    outcome: assignmentOutcome.nullable(),
  })
  .meta({ id: 'Assignment' });
export type Assignment = z.infer<typeof assignment>;

/** Who works on a record and how far it is: live, from the queue and the nodes. */
export const recordWork = z
  .object({
    record: workRef,
    /** The newest one. */
    assignment,
    /** The session that has the prompt, or the one that it waits for. */
    session: z.string().nullable(),
    node: z.string().nullable(),
    branch: z.string().nullable(),
    /** Null: the prompt was cleared from the queue since. */
    prompt: z
      .object({
        id: z.number().int(),
        status: promptStatus,
        error: z.string().nullable(),
        error_code: promptErrorCode.nullable(),
      })
      .nullable(),
    /** Null: there is no such session now. */
    agent_state: sessionState.nullable(),
    /** When the agent got it. */
    started_at: time.nullable(),
    completed_at: time.nullable(),
    /** The agent's own last message. It comes from a program and is not to be trusted. */
    answer: z.string().nullable(),
    usage: usage.nullable(),
    waiting_reason: z.string().nullable(),
  })
  .meta({ id: 'RecordWork' });
export type RecordWork = z.infer<typeof recordWork>;

/** The message that an agent would get, for a person to edit before it is sent. */
export const workOrder = z
  .object({
    record: workRef,
    title: z.string(),
    message: z.string(),
    /** Of the prompt, 0–10; by the priority or the severity of the record. */
    priority: z.number().int(),
    working_dir: z.string().nullable(),
    branch: z.string().nullable(),
    /** An assignment that is open already: assigning again is refused without `force`. */
    open: assignment.nullable(),
  })
  .meta({ id: 'WorkOrder' });
export type WorkOrder = z.infer<typeof workOrder>;

const sessionWord = z.string().min(1).max(200);
const message = z
  .string()
  .max(1_000_000)
  .refine((text) => text.trim() !== '', { error: 'must say something' });

export const assignBody = z
  .strictObject({
    /** A session by name or `node:name`; it must exist. */
    session: sessionWord.optional(),
    /** Any agent of this provider, as soon as one is free. */
    provider: provider.optional(),
    /** Any agent at all. */
    queue: z.literal(true).optional(),
    /** The whole text of the prompt; absent: the work order as the preview shows it. */
    message: message.optional(),
    priority: z.number().int().min(0).max(10).optional(),
    timeout_minutes: z.number().positive().max(10_080).optional(),
    /** Assign it although somebody works on it already, or its status says that nothing is left to do. */
    force: z.boolean().default(false),
  })
  .refine(
    ({ session, provider: any, queue }) =>
      [session, any, queue].filter((one) => one !== undefined).length === 1,
    { error: 'name one of: session, provider, or queue: true', path: ['session'] },
  );
export type AssignBody = z.output<typeof assignBody>;

/** The documents spell the record in two ways: `task_type` and `task_id`, or `entity_type` and `entity_id`. */
export const assignToTmuxBody = z
  .strictObject({
    session: sessionWord,
    task_type: z.string().max(50).optional(),
    task_id: z.coerce.number().int().positive().optional(),
    entity_type: z.string().max(50).optional(),
    entity_id: z.coerce.number().int().positive().optional(),
    /** Stands above the work order. */
    message: message.optional(),
    priority: z.number().int().min(0).max(10).optional(),
    /** Nothing is ever typed past the queue: both values do the same. */
    use_queue: z.boolean().optional(),
    force: z.boolean().default(false),
  })
  .refine((body) => (body.task_type ?? body.entity_type) !== undefined, {
    error: 'task_type or entity_type: feature, bug, error or devops',
    path: ['task_type'],
  })
  .refine((body) => (body.task_id ?? body.entity_id) !== undefined, {
    error: 'task_id or entity_id: the number of the record',
    path: ['task_id'],
  });

/** A commit that may have brought an error. Author and subject come from the repository and are not to be trusted. */
export const suspectCommit = z
  .object({
    commit: z.string(),
    author: z.string(),
    at: time,
    subject: z.string(),
    /** `line`: it last touched a line of the stack; `file`: it touched a file of the stack not long before. */
    because: z.enum(['line', 'file']),
    places: z.array(z.object({ file: z.string(), line: z.number().int().nullable() })),
  })
  .meta({ id: 'SuspectCommit' });
export type SuspectCommit = z.infer<typeof suspectCommit>;

export const suspects = z
  .object({
    commits: z.array(suspectCommit),
    /** What was looked at: a release, a tag or a commit; null: nothing. */
    revision: z.string().nullable(),
    /** Why there is nothing, or not everything; null: all was looked at. */
    note: z.string().nullable(),
  })
  .meta({ id: 'Suspects' });
export type Suspects = z.infer<typeof suspects>;

const params = z.object({ kind: workKind, id: z.coerce.number().int().positive() });
const tag = 'assignments';
const path = '/api/records/:kind/:id';
const assigned = replyOf(assignment, { prompt_id: z.number().int(), assignment_id: z.number().int() });

export const assignmentEndpoints = {
  previewWorkOrder: defineEndpoint({
    id: 'previewWorkOrder',
    method: 'POST',
    path: `${path}/work-order`,
    access: 'operator',
    tag,
    summary: 'The message that an agent would get for this record; nothing is sent',
    description: 'With `session`, the branch and the directory of that session.',
    params,
    body: z.strictObject({ session: sessionWord.optional() }).optional(),
    reply: replyOf(workOrder),
    errors: ['NOT_FOUND'],
  }),
  assignRecord: defineEndpoint({
    id: 'assignRecord',
    method: 'POST',
    path: `${path}/assign`,
    access: 'operator',
    tag,
    status: 201,
    summary: 'Give a record to an agent: its work order becomes a prompt',
    description:
      'The record goes to in_progress in the same transaction. A record with an open assignment is refused (409, `details.open`) without `force`.',
    params,
    bodyLimit: 4_000_000,
    body: assignBody,
    reply: assigned,
    errors: ['NOT_FOUND', 'CONFLICT', 'NO_TARGET'],
  }),
  releaseRecord: defineEndpoint({
    id: 'releaseRecord',
    method: 'POST',
    path: `${path}/release`,
    access: 'operator',
    tag,
    summary: 'Take a record back: its prompt is cancelled, the record stays as it is',
    description: 'An agent that has the prompt already is not interrupted; it is only not followed any more.',
    params,
    reply: replyOf(assignment),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  listAssignments: defineEndpoint({
    id: 'listAssignments',
    method: 'GET',
    path: `${path}/assignments`,
    access: 'viewer',
    tag,
    summary: 'Everybody who was given this record, newest first; at most 200',
    params,
    reply: replyOf(z.array(assignment)),
    errors: ['NOT_FOUND'],
  }),
  getRecordWork: defineEndpoint({
    id: 'getRecordWork',
    method: 'GET',
    path: `${path}/work`,
    access: 'viewer',
    tag,
    summary: 'Who works on a record, how far it is, and the answer; null when nobody ever did',
    params,
    reply: replyOf(recordWork.nullable()),
    errors: ['NOT_FOUND'],
  }),
  listRecordWork: defineEndpoint({
    id: 'listRecordWork',
    method: 'GET',
    path: '/api/work',
    access: 'viewer',
    tag,
    summary: 'The same for the rows of a list; records that nobody worked on are left out',
    query: z.strictObject({
      kind: workKind,
      /** At most 200, e.g. `1,2,3`. */
      ids: z
        .string()
        .regex(/^\d{1,15}(,\d{1,15}){0,199}$/, 'numbers with commas between them, at most 200')
        .transform((text) => text.split(',').map(Number)),
    }),
    reply: replyOf(z.array(recordWork)),
  }),
  assignToTmux: defineEndpoint({
    id: 'assignToTmux',
    method: 'POST',
    path: '/api/assign-to-tmux',
    access: 'operator',
    tag,
    status: 201,
    summary: 'Assign a feature, bug, error or devops task to a session, in the spelling of the documents',
    description: 'As `assignRecord` with a session; `message` stands above the work order.',
    bodyLimit: 4_000_000,
    body: assignToTmuxBody,
    reply: assigned,
    errors: ['NOT_FOUND', 'CONFLICT', 'NO_TARGET'],
  }),
  listSuspects: defineEndpoint({
    id: 'listSuspects',
    method: 'GET',
    path: '/api/errors/:id/suspects',
    access: 'viewer',
    tag: 'errors',
    summary: 'Commits that may have brought an error, by the newest report and the source of its project',
    params: idParams,
    reply: replyOf(suspects),
    errors: ['NOT_FOUND'],
  }),
};

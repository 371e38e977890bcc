import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { provider } from './providers.ts';
import { type FilterKind, idParams, listOf, listQuery, replyOf, time } from './reply.ts';
import { sessionList, sessionMode } from './sessions.ts';
import { usage } from './usage.ts';

export const promptStatus = z
  .enum(['pending', 'assigned', 'in_progress', 'completed', 'failed', 'cancelled'])
  .meta({ id: 'PromptStatus' });
export type PromptStatus = z.infer<typeof promptStatus>;
export const finalStatuses: readonly PromptStatus[] = ['completed', 'failed', 'cancelled'];

/** Steps of a delivery, in order. `refused` proves that nothing was typed; `unconfirmed` that nobody can tell. */
export const receiptStep = z.enum([
  'queued',
  'sending',
  'refused',
  'typed',
  'submitted',
  'started',
  'blocked',
  'resumed',
  'unconfirmed',
  'ended',
]);
export type ReceiptStep = z.infer<typeof receiptStep>;

export const receipt = z
  .object({
    step: receiptStep,
    at: time,
    evidence: z.string(),
    attempt: z.number().int(),
    session: z.string().nullable(),
  })
  .meta({ id: 'Receipt' });

/** Why a prompt ended as `failed`. */
export const promptErrorCode = z.enum([
  'TIMEOUT',
  'DELIVERY_UNCONFIRMED',
  'NOT_DELIVERED',
  'SESSION_GONE',
  'AGENT_EXITED',
  'AGENT_ERROR',
  'USAGE_LIMIT',
  'INTERRUPTED',
  'DEPENDENCY_FAILED',
  'UNDELIVERABLE',
  'DENIED',
]);
export type PromptErrorCode = z.infer<typeof promptErrorCode>;

export const prompt = z
  .object({
    id: z.number().int(),
    content: z.string(),
    status: promptStatus,
    priority: z.number().int(),
    source: z.string(),
    target_session: z.string().nullable(),
    target_provider: provider.nullable(),
    providers: z.array(provider),
    fallback: z.array(provider),
    allow_fallback: z.boolean(),
    /** It may work where another agent works, whatever the directory rule says. */
    allow_shared_directory: z.boolean(),
    /** What kind of session may take it; null: any. */
    mode: sessionMode.nullable(),
    assigned_session: z.string().nullable(),
    node: z.string().nullable(),
    /** The agent's own last message for this prompt; null when it had none or could not be read. */
    response: z.string().nullable(),
    error: z.string().nullable(),
    error_code: promptErrorCode.nullable(),
    /** What the agent's work on it took, over all attempts; null while nothing is known. */
    usage: usage.nullable(),
    retry_count: z.number().int(),
    max_retries: z.number().int(),
    timeout_minutes: z.number(),
    /** Seconds of the time-out already used; the clock stops while a person is awaited. */
    elapsed_seconds: z.number(),
    /** What would unblock a waiting prompt, in words; null when it is not waiting. */
    waiting_reason: z.string().nullable(),
    depends_on: z.array(z.number().int()),
    idempotency_key: z.string().nullable(),
    receipts: z.array(receipt),
    metadata: z.record(z.string(), z.unknown()),
    archived: z.boolean(),
    created_by: z.string().nullable(),
    created_at: time,
    assigned_at: time.nullable(),
    started_at: time.nullable(),
    completed_at: time.nullable(),
  })
  .meta({ id: 'Prompt' });
export type Prompt = z.infer<typeof prompt>;

export const historyEntry = z.object({
  action: z.string(),
  at: time,
  session: z.string().nullable(),
  actor: z.string().nullable(),
  details: z.string(),
});
export const promptDetail = prompt.extend({ history: z.array(historyEntry) }).meta({ id: 'PromptDetail' });
export type PromptDetail = z.infer<typeof promptDetail>;

/** Largest prompt in bytes; a larger one is a 413. */
export const maxPromptBytes = 1_000_000;

export const sendPromptBody = z.strictObject({
  content: z
    .string()
    .refine((text) => text.trim().length > 0, { error: 'a prompt has at least one visible character' }),
  priority: z.number().int().min(0).max(10).default(0),
  /** A lock: the prompt goes to this session or waits. */
  target_session: z.string().min(1).max(200).optional(),
  target_provider: provider.optional(),
  /** Providers that may take it, best first. */
  providers: z.array(provider).max(20).optional(),
  fallback: z.array(provider).max(20).optional(),
  /** Any provider may take it when the preferred ones cannot. */
  allow_fallback: z.boolean().default(false),
  /** Work in a directory where another agent works, although the limits refuse that. */
  allow_shared_directory: z.boolean().default(false),
  /**
   * `headless`: an agent without a terminal, started for this prompt when none is free; `metadata.working_dir` says
   * where. `terminal`: a tmux session. Absent: any.
   */
  mode: sessionMode.optional(),
  timeout_minutes: z.number().positive().max(10_080).default(30),
  max_retries: z.number().int().min(0).max(20).default(3),
  metadata: z.record(z.string(), z.unknown()).optional(),
  depends_on: z.array(z.number().int().positive()).max(100).optional(),
  idempotency_key: z.string().min(1).max(200).optional(),
  /** Refuse (409) instead of waiting when the target session does not exist. */
  require_target: z.boolean().default(false),
  source: z.string().max(50).default('api'),
});
export type SendPromptBody = z.input<typeof sendPromptBody>;

export const assignerStatus = z
  .object({
    counts: z.record(promptStatus, z.number().int()),
    waiting: z.array(z.object({ reason: z.string(), count: z.number().int() })),
    /** Oldest first; of each the first 200 characters of its text, and no answer. */
    active: z.array(prompt),
    deliverable_sessions: z.number().int(),
    sessions: z.number().int(),
    oldest_pending_seconds: z.number().nullable(),
    paused: z.boolean(),
  })
  .meta({ id: 'AssignerStatus' });
export type AssignerStatus = z.infer<typeof assignerStatus>;

export const taskHealth = z
  .object({
    prompt_id: z.number().int().nullable(),
    session: z.string().nullable(),
    problem: z.enum([
      'overdue',
      'blocked',
      'asking',
      'orphaned',
      'unconfirmed',
      'limited',
      'waiting',
      'stuck',
    ]),
    detail: z.string(),
    since: time,
    /** What a person can do about it: an API call in words, e.g. `retry prompt 12`. */
    remedy: z.string(),
  })
  .meta({ id: 'TaskHealth' });
export type TaskHealth = z.infer<typeof taskHealth>;

const area = { tag: 'assigner' } as const;
const affected = replyOf(z.object({ affected: z.number().int(), ids: z.array(z.number().int()) }));

/** What lists of prompts are filtered and sorted by. */
export const promptFields = {
  id: 'number',
  status: 'text',
  priority: 'number',
  source: 'text',
  target_session: 'text',
  target_provider: 'text',
  assigned_session: 'text',
  error_code: 'text',
  content: 'text',
  archived: 'boolean',
  created_at: 'time',
  assigned_at: 'time',
  started_at: 'time',
  completed_at: 'time',
} as const satisfies Record<string, FilterKind>;

export const promptEndpoints = {
  sendPrompt: defineEndpoint({
    ...area,
    id: 'sendPrompt',
    method: 'POST',
    path: '/api/assigner/send',
    access: 'operator',
    status: 201,
    summary: 'Queue a prompt',
    description:
      'The same idempotency key answers with the first prompt. Control characters other than TAB and LF are stripped and listed in `adjusted`.',
    bodyLimit: 4_000_000,
    body: sendPromptBody,
    reply: replyOf(prompt, {
      prompt_id: z.number().int(),
      adjusted: z.array(z.string()),
      duplicate: z.boolean(),
    }),
    errors: ['VALIDATION_FAILED', 'NO_TARGET', 'BODY_TOO_LARGE'],
  }),
  assignerStatus: defineEndpoint({
    ...area,
    id: 'assignerStatus',
    method: 'GET',
    path: '/api/assigner/status',
    access: 'viewer',
    summary: 'Queue figures and active assignments',
    reply: replyOf(assignerStatus),
  }),
  assignerSessions: defineEndpoint({
    ...area,
    id: 'assignerSessions',
    method: 'GET',
    path: '/api/assigner/sessions',
    access: 'viewer',
    summary: 'Sessions and their states',
    ...sessionList,
  }),
  listPrompts: defineEndpoint({
    ...area,
    id: 'listPrompts',
    method: 'GET',
    path: '/api/assigner/prompts',
    access: 'viewer',
    summary: 'List prompts',
    query: listQuery(promptFields),
    reply: listOf(prompt),
  }),
  getPrompt: defineEndpoint({
    ...area,
    id: 'getPrompt',
    method: 'GET',
    path: '/api/assigner/prompts/:id',
    access: 'viewer',
    summary: 'One prompt, with receipts and history',
    params: idParams,
    reply: replyOf(promptDetail),
    errors: ['NOT_FOUND'],
  }),
  cancelPrompt: defineEndpoint({
    ...area,
    id: 'cancelPrompt',
    method: 'DELETE',
    path: '/api/assigner/prompts/:id',
    access: 'operator',
    summary: 'Cancel a prompt',
    description: 'A prompt that is already with an agent stops being followed; the agent is not interrupted.',
    params: idParams,
    reply: replyOf(prompt),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  retryPrompt: defineEndpoint({
    ...area,
    id: 'retryPrompt',
    method: 'POST',
    path: '/api/assigner/prompts/:id/retry',
    access: 'operator',
    summary: 'Retry a failed or cancelled prompt',
    params: idParams,
    reply: replyOf(prompt),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  reassignPrompt: defineEndpoint({
    ...area,
    id: 'reassignPrompt',
    method: 'POST',
    path: '/api/assigner/prompts/:id/reassign',
    access: 'operator',
    summary: 'Back to pending, optionally to another target',
    params: idParams,
    body: z
      .strictObject({
        target_session: z.string().min(1).max(200).nullable().optional(),
        session: z.string().min(1).max(200).optional(),
      })
      .optional(),
    reply: replyOf(prompt),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  retryAllPrompts: defineEndpoint({
    ...area,
    id: 'retryAllPrompts',
    method: 'POST',
    path: '/api/assigner/retry-all',
    access: 'operator',
    summary: 'Retry all failed prompts with tries left that were provably not delivered',
    reply: affected,
  }),
  clearPrompts: defineEndpoint({
    ...area,
    id: 'clearPrompts',
    method: 'POST',
    path: '/api/assigner/clear',
    access: 'operator',
    summary: 'Delete finished prompts older than N days',
    body: z.strictObject({ days: z.number().min(0).max(3650).default(7) }).optional(),
    reply: affected,
  }),
  archiveFailedPrompts: defineEndpoint({
    ...area,
    id: 'archiveFailedPrompts',
    method: 'POST',
    path: '/api/assigner/archive-failed',
    access: 'operator',
    summary: 'Archive failed prompts of sessions that are gone',
    reply: affected,
  }),
  tasksHealth: defineEndpoint({
    ...area,
    id: 'tasksHealth',
    method: 'GET',
    path: '/api/assigner/tasks/health',
    access: 'viewer',
    summary: 'Overdue, stuck, blocked and orphaned assignments, each with its remedy',
    reply: replyOf(z.array(taskHealth)),
  }),
};

import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { sessionProvider } from './providers.ts';
import { type FilterKind, idParams, listOf, listQuery, replyOf, time } from './reply.ts';
import { dialogKind, dialogOption } from './sessions.ts';

export const interactionStatus = z
  .enum(['pending', 'approved', 'denied', 'answered', 'dismissed', 'expired'])
  .meta({ id: 'InteractionStatus' });

export const interaction = z
  .object({
    id: z.number().int(),
    session: z.string(),
    node: z.string(),
    provider: sessionProvider,
    kind: dialogKind,
    tool: z.string(),
    subject: z.string(),
    question: z.string(),
    options: z.array(dialogOption),
    /** Plain text of the screen when the dialog was seen. */
    screen: z.string(),
    complete: z.boolean(),
    status: interactionStatus,
    decided_by: z.enum(['user', 'pattern', 'policy']).nullable(),
    decided_by_name: z.string().nullable(),
    pattern_id: z.number().int().nullable(),
    prompt_id: z.number().int().nullable(),
    /** Why an answer could not be given, or why the interaction ended without one. */
    note: z.string().nullable(),
    decided_at: time.nullable(),
    answered_at: time.nullable(),
    /** When nobody has decided by then, it is escalated; null once it was decided without. */
    escalates_at: time.nullable(),
    /** Since when it is escalated: people are told again, and it is listed first. */
    escalated_at: time.nullable(),
    created_at: time,
  })
  .meta({ id: 'Interaction' });
export type Interaction = z.infer<typeof interaction>;

export const handleInteractionBody = z.strictObject({
  /** `approve` picks the row that approves once, never "don't ask again"; `answer` picks a row by key or types text. */
  action: z.enum(['approve', 'deny', 'answer', 'dismiss']),
  answer: z.string().min(1).max(10_000).optional(),
});

/** What lists of interactions are filtered and sorted by. */
export const interactionFields = {
  id: 'number',
  session: 'text',
  node: 'text',
  provider: 'text',
  kind: 'text',
  status: 'text',
  subject: 'text',
  prompt_id: 'number',
  created_at: 'time',
  decided_at: 'time',
  escalated_at: 'time',
} as const satisfies Record<string, FilterKind>;

export const interactionEndpoints = {
  listInteractions: defineEndpoint({
    id: 'listInteractions',
    method: 'GET',
    path: '/api/claude/interactions',
    access: 'viewer',
    tag: 'interactions',
    summary: 'Permission prompts and questions that agents showed',
    query: listQuery(interactionFields),
    reply: listOf(interaction),
  }),
  getInteraction: defineEndpoint({
    id: 'getInteraction',
    method: 'GET',
    path: '/api/claude/interactions/:id',
    access: 'viewer',
    tag: 'interactions',
    summary: 'One interaction, with the screen',
    params: idParams,
    reply: replyOf(interaction),
    errors: ['NOT_FOUND'],
  }),
  handleInteraction: defineEndpoint({
    id: 'handleInteraction',
    method: 'POST',
    path: '/api/claude/interactions/:id/handle',
    access: 'operator',
    tag: 'interactions',
    summary: 'Approve once, deny, answer or dismiss',
    description:
      'The screen is read again just before the key is pressed; a changed dialog is refused with 409.',
    params: idParams,
    body: handleInteractionBody,
    reply: replyOf(interaction),
    errors: ['NOT_FOUND', 'CONFLICT', 'DELIVERY_UNSAFE'],
  }),
};

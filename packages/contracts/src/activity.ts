import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { listOf, listQuery, replyOf, time } from './reply.ts';

export const activity = z
  .object({
    id: z.number().int(),
    /** User name, `key:<name>`, `agent:<session>` or `system`. */
    actor: z.string(),
    action: z.string(),
    entity_type: z.string().nullable(),
    entity_id: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
    correlation_id: z.string().nullable(),
    created_at: time,
  })
  .meta({ id: 'Activity' });
export type Activity = z.infer<typeof activity>;

export const activityEndpoints = {
  listActivity: defineEndpoint({
    id: 'listActivity',
    method: 'GET',
    path: '/api/activity',
    access: 'viewer',
    tag: 'activity',
    summary: 'Audit trail, newest first',
    query: listQuery({
      id: 'number',
      actor: 'text',
      action: 'text',
      entity_type: 'text',
      entity_id: 'text',
      created_at: 'time',
    }),
    reply: listOf(activity),
  }),
  logActivity: defineEndpoint({
    id: 'logActivity',
    method: 'POST',
    path: '/api/activity',
    access: 'operator',
    tag: 'activity',
    status: 201,
    summary: 'Log an activity of your own',
    body: z.strictObject({
      action: z.string().min(1).max(100),
      entity_type: z.string().max(50).optional(),
      entity_id: z.union([z.string().max(100), z.number()]).optional(),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
    reply: replyOf(activity, { id: z.number().int() }),
  }),
};

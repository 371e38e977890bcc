import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { type FilterKind, idParams, listOf, listQuery, replyOf, time } from './reply.ts';

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

export const activityFields = {
  id: 'number',
  actor: 'text',
  action: 'text',
  entity_type: 'text',
  entity_id: 'text',
  created_at: 'time',
} as const satisfies Record<string, FilterKind>;

/** Who acts: a person, somebody with an API key, an agent in a session, or the product itself. */
export const actorKind = z.enum(['person', 'key', 'agent', 'system']).meta({ id: 'ActorKind' });
export type ActorKind = z.infer<typeof actorKind>;

const moment = z.iso.datetime({ offset: true }).or(z.iso.date());

/** What the feed and the timeline are narrowed to; all of them together. */
const activityFilter = {
  /** Exactly as `Activity.actor`. */
  actor: z.string().min(1).max(200).optional(),
  actor_kind: actorKind.optional(),
  action: z.string().min(1).max(100).optional(),
  entity_type: z.string().min(1).max(50).optional(),
  entity_id: z.string().min(1).max(100).optional(),
  project_id: z.coerce.number().int().positive().optional(),
};
const activityFilterSchema = z.strictObject(activityFilter);
export type ActivityFilter = z.infer<typeof activityFilterSchema>;

/** What happened on one day, in UTC. */
export const activityDay = z
  .object({
    day: z.iso.date(),
    total: z.number().int(),
    /** By what it happened to, e.g. `{ "bug": 3 }`; `other` is what belongs to nothing. */
    by_entity: z.record(z.string(), z.number().int()),
  })
  .meta({ id: 'ActivityDay' });
export type ActivityDay = z.infer<typeof activityDay>;

export const activityEndpoints = {
  listActivity: defineEndpoint({
    id: 'listActivity',
    method: 'GET',
    path: '/api/activity',
    access: 'viewer',
    tag: 'activity',
    summary: 'Audit trail, newest first',
    description: '`project_id`: what happened to the project and to everything that belongs to it now.',
    query: listQuery(activityFields, { project_id: z.coerce.number().int().positive().optional() }),
    reply: listOf(activity),
  }),
  listProjectActivity: defineEndpoint({
    id: 'listProjectActivity',
    method: 'GET',
    path: '/api/projects/:id/activity',
    access: 'viewer',
    tag: 'activity',
    summary: 'What happened to a project and to everything that belongs to it, newest first',
    params: idParams,
    query: listQuery(activityFields),
    reply: listOf(activity),
    errors: ['NOT_FOUND'],
  }),
  activityTimeline: defineEndpoint({
    id: 'activityTimeline',
    method: 'GET',
    path: '/api/activity/timeline',
    access: 'viewer',
    tag: 'activity',
    summary: 'How much happened on each of the last days, oldest first; quiet days are there as well',
    query: z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30), ...activityFilter }),
    reply: replyOf(z.array(activityDay)),
  }),
  activityFeed: defineEndpoint({
    id: 'activityFeed',
    method: 'GET',
    path: '/api/activity/feed',
    access: 'viewer',
    tag: 'activity',
    summary: 'Audit trail as an endless list, newest first',
    description:
      'Send `next_cursor` of one reply as `cursor` of the next request; null: that was all. What happens meanwhile moves nothing. `from` is included, `to` is not.',
    query: z.strictObject({
      ...activityFilter,
      from: moment.optional(),
      to: moment.optional(),
      cursor: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: replyOf(z.array(activity), { next_cursor: z.string().nullable() }),
  }),
  activityValues: defineEndpoint({
    id: 'activityValues',
    method: 'GET',
    path: '/api/activity/values',
    access: 'viewer',
    tag: 'activity',
    summary: 'What the feed can be narrowed to: who, which actions and which kinds of things are in it',
    reply: replyOf(
      z.object({
        actors: z.array(z.string()),
        actions: z.array(z.string()),
        entity_types: z.array(z.string()),
      }),
    ),
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

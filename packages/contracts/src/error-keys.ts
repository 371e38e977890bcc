import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { titleText } from './records.ts';
import { idParams, replyOf, time } from './reply.ts';

/** A key with which one application reports its errors. It is no secret: browsers hold it, and it can only report. */
export const errorKey = z
  .object({
    id: z.number().int(),
    name: z.string(),
    project_id: z.number().int(),
    public_key: z.string(),
    /** What an application's reporter or SDK is given. */
    dsn: z.string(),
    enabled: z.boolean(),
    /** Reports an hour; more are answered 429. Null: no limit of its own. */
    hourly_limit: z.number().int().nullable(),
    created_by: z.string(),
    created_at: time,
    last_used_at: time.nullable(),
  })
  .meta({ id: 'ErrorKey' });
export type ErrorKey = z.infer<typeof errorKey>;

const hourlyLimit = z.number().int().min(1).max(100_000_000).nullable();
const tag = 'errors';

export const errorKeyEndpoints = {
  listErrorKeys: defineEndpoint({
    id: 'listErrorKeys',
    method: 'GET',
    path: '/api/error-keys',
    access: 'viewer',
    tag,
    summary: 'Keys with which applications report errors',
    query: z.strictObject({ project_id: z.coerce.number().int().positive().optional() }),
    reply: replyOf(z.array(errorKey)),
  }),
  createErrorKey: defineEndpoint({
    id: 'createErrorKey',
    method: 'POST',
    path: '/api/error-keys',
    access: 'operator',
    tag,
    status: 201,
    summary: 'Create a key for an application',
    body: z.strictObject({
      project_id: z.number().int().positive(),
      name: titleText.max(100).default('default'),
      hourly_limit: hourlyLimit.default(null),
    }),
    reply: replyOf(errorKey, { id: z.number().int() }),
    errors: ['NOT_FOUND'],
  }),
  changeErrorKey: defineEndpoint({
    id: 'changeErrorKey',
    method: 'PATCH',
    path: '/api/error-keys/:id',
    access: 'operator',
    tag,
    summary: 'Rename, limit, switch off or on',
    params: idParams,
    body: z
      .strictObject({ name: titleText.max(100), hourly_limit: hourlyLimit, enabled: z.boolean() })
      .partial(),
    reply: replyOf(errorKey),
    errors: ['NOT_FOUND'],
  }),
  deleteErrorKey: defineEndpoint({
    id: 'deleteErrorKey',
    method: 'DELETE',
    path: '/api/error-keys/:id',
    access: 'operator',
    tag,
    summary: 'Delete a key; reports with it are refused from now on',
    params: idParams,
    reply: replyOf(z.object({ id: z.number().int() })),
    errors: ['NOT_FOUND'],
  }),
};

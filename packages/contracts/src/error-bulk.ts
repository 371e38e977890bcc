import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { errorGroup, errorGroupDetail, quietBody, resolveBody } from './error-groups.ts';
import { maxBulkRows, personName } from './records.ts';
import { idParams, replyOf } from './reply.ts';

const id = z.number().int().positive();
const ids = z.array(id).min(1).max(maxBulkRows);

/** One act on many errors; the fields beside `ids` and `action` are those of the single act. */
export const errorBulkBody = z.discriminatedUnion(
  'action',
  [
    resolveBody.extend({ ids, action: z.literal('resolve') }),
    quietBody.extend({ ids, action: z.literal('ignore') }),
    z.strictObject({ ids, action: z.literal('reopen') }),
    z.strictObject({ ids, action: z.literal('assign'), assigned_to: personName.nullable() }),
  ],
  {
    error: ({ code }) =>
      code === 'invalid_union' ? 'must be one of resolve, ignore, reopen, assign' : undefined,
  },
);
export type ErrorBulk = z.output<typeof errorBulkBody>;

/** What became of one id: the error as it is now, or why it stayed as it was. */
export const errorBulkResult = z
  .discriminatedUnion('ok', [
    z.object({ id, ok: z.literal(true), data: errorGroup }),
    z.object({ id, ok: z.literal(false), error: z.string(), error_code: z.string() }),
  ])
  .meta({ id: 'ErrorBulkResult' });
export type ErrorBulkResult = z.infer<typeof errorBulkResult>;

const counts = { changed: z.number().int(), failed: z.number().int() };

export const errorBulkEndpoints = {
  changeErrors: defineEndpoint({
    id: 'changeErrors',
    method: 'POST',
    path: '/api/errors/bulk',
    access: 'operator',
    tag: 'errors',
    summary: 'Resolve, ignore, reopen or assign many errors at once',
    description:
      'Each id has a result of its own, in the order given; one that fails leaves the others changed. `changed` and `failed` count them.',
    body: errorBulkBody,
    reply: replyOf(z.array(errorBulkResult), counts),
  }),
  linkBugToError: defineEndpoint({
    id: 'linkBugToError',
    method: 'POST',
    path: '/api/errors/:id/link-bug',
    access: 'operator',
    tag: 'errors',
    summary: 'Say which existing bug this error belongs to',
    description:
      'Several errors may belong to one bug. The bug is related to the error (`caused_by`). `bug_id: null` takes the link away again. A link to another bug that is still open is replaced with `force` only.',
    params: idParams,
    body: z.strictObject({ bug_id: id.nullable(), force: z.boolean().default(false) }),
    reply: replyOf(errorGroupDetail),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
};

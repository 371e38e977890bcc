import { z } from 'zod';
import { activity } from './activity.ts';
import { defineEndpoint } from './endpoint.ts';
import { bodyText, recordKind, recordRef } from './records.ts';
import { idParams, listOf, listQuery, replyOf, time } from './reply.ts';

/** A person's or an agent's words on a record, in Markdown. */
export const comment = z
  .object({
    id: z.number().int(),
    record: recordRef,
    body: z.string(),
    author: z.string(),
    created_at: time,
    edited_at: time.nullable(),
  })
  .meta({ id: 'Comment' });
export type Comment = z.infer<typeof comment>;

/** Read from `record` to `other`: record `blocks` other. */
export const relationType = z
  .enum(['blocks', 'duplicates', 'caused_by', 'fixed_by', 'relates_to'])
  .meta({ id: 'RelationType' });
export type RelationType = z.infer<typeof relationType>;

/** A relation as seen from one of its two ends. */
export const relation = z
  .object({
    id: z.number().int(),
    type: relationType,
    /** `out`: this record blocks the other; `in`: the other blocks this one. */
    direction: z.enum(['out', 'in']),
    other: recordRef.extend({ title: z.string(), status: z.string().nullable(), deleted: z.boolean() }),
    created_by: z.string(),
    created_at: time,
  })
  .meta({ id: 'Relation' });
export type Relation = z.infer<typeof relation>;

export const linkType = z.enum(['branch', 'commit', 'pull_request', 'url']).meta({ id: 'LinkType' });
export const recordLink = z
  .object({
    id: z.number().int(),
    record: recordRef,
    type: linkType,
    /** Name of the branch, hash of the commit, or an http(s) address. */
    value: z.string(),
    title: z.string().nullable(),
    created_by: z.string(),
    created_at: time,
  })
  .meta({ id: 'RecordLink' });
export type RecordLink = z.infer<typeof recordLink>;

export const addLinkBody = z
  .strictObject({
    type: linkType,
    value: z.string().trim().min(1).max(2_000),
    title: z.string().trim().min(1).max(500).optional(),
  })
  .superRefine(({ type, value }, context) => {
    const fault = faultOfLink(type, value);
    if (fault) context.addIssue({ code: 'custom', path: ['value'], message: fault });
  });

function faultOfLink(type: z.infer<typeof linkType>, value: string): string | null {
  if (type === 'commit') return /^[0-9a-f]{7,64}$/i.test(value) ? null : 'must be the hash of a commit';
  // The rules of git check-ref-format that matter to readers: no blanks, no control characters, no "..".
  if (type === 'branch')
    return /^[^\s~^:?*[\\]+$/.test(value) && !value.includes('..') ? null : 'must be the name of a branch';
  return /^https?:\/\/\S+$/i.test(value) ? null : 'must be an address that begins with http:// or https://';
}

export const searchHit = recordRef
  .extend({
    title: z.string(),
    status: z.string().nullable(),
    project_id: z.number().int().nullable(),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof searchHit>;

/** A word that records are marked with, and how many have it, without deleted ones. */
export const usedLabel = z.object({ label: z.string(), count: z.number().int() }).meta({ id: 'UsedLabel' });
export type UsedLabel = z.infer<typeof usedLabel>;

const recordParams = z.object({ kind: recordKind, id: z.coerce.number().int().positive() });
const tag = 'records';
const path = '/api/records/:kind/:id';

export const recordPartEndpoints = {
  listComments: defineEndpoint({
    id: 'listComments',
    method: 'GET',
    path: `${path}/comments`,
    access: 'viewer',
    tag,
    summary: 'Comments on a record, oldest first',
    params: recordParams,
    reply: replyOf(z.array(comment)),
    errors: ['NOT_FOUND'],
  }),
  addComment: defineEndpoint({
    id: 'addComment',
    method: 'POST',
    path: `${path}/comments`,
    access: 'operator',
    tag,
    status: 201,
    summary: 'Comment on a record',
    params: recordParams,
    body: z.strictObject({
      body: bodyText.refine((text) => text.trim() !== '', { error: 'must say something' }),
    }),
    reply: replyOf(comment, { id: z.number().int() }),
    errors: ['NOT_FOUND'],
  }),
  editComment: defineEndpoint({
    id: 'editComment',
    method: 'PATCH',
    path: '/api/comments/:id',
    access: 'operator',
    tag,
    summary: 'Edit a comment of your own',
    params: idParams,
    body: z.strictObject({
      body: bodyText.refine((text) => text.trim() !== '', { error: 'must say something' }),
    }),
    reply: replyOf(comment),
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  deleteComment: defineEndpoint({
    id: 'deleteComment',
    method: 'DELETE',
    path: '/api/comments/:id',
    access: 'operator',
    tag,
    summary: 'Delete a comment of your own; an administrator any',
    params: idParams,
    reply: replyOf(comment),
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  listRelations: defineEndpoint({
    id: 'listRelations',
    method: 'GET',
    path: `${path}/relations`,
    access: 'viewer',
    tag,
    summary: 'Relations of a record, both ways',
    params: recordParams,
    reply: replyOf(z.array(relation)),
    errors: ['NOT_FOUND'],
  }),
  addRelation: defineEndpoint({
    id: 'addRelation',
    method: 'POST',
    path: `${path}/relations`,
    access: 'operator',
    tag,
    status: 201,
    summary: 'Relate a record to another one',
    description:
      'Refused (409) when it is there already, or when records would block or duplicate each other in a circle.',
    params: recordParams,
    body: z.strictObject({ type: relationType, other: recordRef.strict() }),
    reply: replyOf(relation, { id: z.number().int() }),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  removeRelation: defineEndpoint({
    id: 'removeRelation',
    method: 'DELETE',
    path: '/api/relations/:id',
    access: 'operator',
    tag,
    summary: 'Remove a relation',
    params: idParams,
    reply: replyOf(z.object({ id: z.number().int() })),
    errors: ['NOT_FOUND'],
  }),
  listLinks: defineEndpoint({
    id: 'listLinks',
    method: 'GET',
    path: `${path}/links`,
    access: 'viewer',
    tag,
    summary: 'Branches, commits, pull requests and addresses of a record',
    params: recordParams,
    reply: replyOf(z.array(recordLink)),
    errors: ['NOT_FOUND'],
  }),
  addLink: defineEndpoint({
    id: 'addLink',
    method: 'POST',
    path: `${path}/links`,
    access: 'operator',
    tag,
    status: 201,
    summary: 'Link a record to a branch, commit, pull request or address',
    params: recordParams,
    body: addLinkBody,
    reply: replyOf(recordLink, { id: z.number().int() }),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  removeLink: defineEndpoint({
    id: 'removeLink',
    method: 'DELETE',
    path: '/api/links/:id',
    access: 'operator',
    tag,
    summary: 'Remove a link',
    params: idParams,
    reply: replyOf(z.object({ id: z.number().int() })),
    errors: ['NOT_FOUND'],
  }),
  listRecordHistory: defineEndpoint({
    id: 'listRecordHistory',
    method: 'GET',
    path: `${path}/history`,
    access: 'viewer',
    tag,
    summary: 'Every change of a record, newest first',
    description: '`details.changes` says for each field what it was (`from`) and became (`to`).',
    params: recordParams,
    query: listQuery({ id: 'number', actor: 'text', action: 'text', created_at: 'time' }),
    reply: listOf(activity),
    errors: ['NOT_FOUND'],
  }),
  listLabels: defineEndpoint({
    id: 'listLabels',
    method: 'GET',
    path: '/api/labels',
    access: 'viewer',
    tag,
    summary: 'Labels in use, the most frequent first; at most 500',
    query: z.strictObject({
      kind: recordKind,
      project_id: z.coerce.number().int().positive().optional(),
    }),
    reply: replyOf(z.array(usedLabel)),
  }),
  searchRecords: defineEndpoint({
    id: 'searchRecords',
    method: 'GET',
    path: '/api/search',
    access: 'viewer',
    tag,
    summary: 'Search the texts of all records; the last word may be unfinished',
    query: z.strictObject({
      q: z.string().trim().min(1).max(200),
      kind: recordKind.optional(),
      project_id: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    reply: replyOf(z.array(searchHit)),
  }),
};

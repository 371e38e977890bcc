import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { recordKind, recordRef } from './records.ts';
import { idParams, replyOf, time } from './reply.ts';

/** Bytes of one file. */
export const maxAttachmentBytes = 10_000_000;
/** Of one record. */
export const maxAttachments = 50;

/**
 * What may be attached, by the ending of its name. Nothing that a browser runs is among them: no HTML, no SVG, no scripts.
 * Texts must be UTF-8; all others must begin as files of their kind do.
 */
export const attachmentTypes: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
  zip: 'application/zip',
  gz: 'application/gzip',
  txt: 'text/plain',
  log: 'text/plain',
  md: 'text/plain',
  csv: 'text/plain',
  json: 'text/plain',
  har: 'text/plain',
  diff: 'text/plain',
  patch: 'text/plain',
};

/** A file that belongs to a record. Name and content come from outside and are not to be trusted. */
export const attachment = z
  .object({
    id: z.number().int(),
    record: recordRef,
    name: z.string(),
    /** Found from the content, never believed. */
    media_type: z.string(),
    /** Bytes. */
    size: z.number().int(),
    created_by: z.string(),
    created_at: time,
  })
  .meta({ id: 'Attachment' });
export type Attachment = z.infer<typeof attachment>;

const fileName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((name) => !/[\p{Cc}/\\\u202a-\u202e\u2066-\u2069]/u.test(name), {
    error: 'must be the name of a file, without a path',
  });

const params = z.object({ kind: recordKind, id: z.coerce.number().int().positive() });
const tag = 'records';
const path = '/api/records/:kind/:id/attachments';

export const attachmentEndpoints = {
  listAttachments: defineEndpoint({
    id: 'listAttachments',
    method: 'GET',
    path,
    access: 'viewer',
    tag,
    summary: 'Files of a record, oldest first',
    params,
    reply: replyOf(z.array(attachment)),
    errors: ['NOT_FOUND'],
  }),
  addAttachment: defineEndpoint({
    id: 'addAttachment',
    method: 'POST',
    path,
    access: 'operator',
    tag,
    status: 201,
    summary: 'Attach a file to a record',
    description: `At most ${maxAttachmentBytes / 1_000_000} MB, and ${maxAttachments} of one record. Takes ${Object.keys(attachmentTypes).join(', ')}; the content must be what the name says.`,
    params,
    // Base64 needs four bytes for three.
    bodyLimit: 14_000_000,
    body: z.strictObject({ name: fileName, content: z.base64().min(1) }),
    reply: replyOf(attachment, { id: z.number().int() }),
    errors: ['NOT_FOUND', 'CONFLICT', 'BODY_TOO_LARGE'],
  }),
  uploadAttachment: defineEndpoint({
    id: 'uploadAttachment',
    method: 'POST',
    path: `${path}/raw`,
    access: 'operator',
    tag,
    status: 201,
    summary: 'Attach a file to a record: its bytes are the body',
    description: 'As `addAttachment`, as application/octet-stream and without base64.',
    params,
    query: z.strictObject({ name: fileName }),
    accepts: ['bytes'],
    bodyLimit: maxAttachmentBytes,
    reply: replyOf(attachment, { id: z.number().int() }),
    errors: ['NOT_FOUND', 'CONFLICT', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
  }),
  readAttachment: defineEndpoint({
    id: 'readAttachment',
    method: 'GET',
    path: '/api/attachments/:id/content',
    access: 'viewer',
    tag,
    summary: 'Download a file; browsers save it and never show it',
    params: idParams,
    produces: ['application/octet-stream'],
    reply: z.unknown(),
    errors: ['NOT_FOUND'],
  }),
  deleteAttachment: defineEndpoint({
    id: 'deleteAttachment',
    method: 'DELETE',
    path: '/api/attachments/:id',
    access: 'operator',
    tag,
    summary: 'Delete a file of your own for good; an administrator any',
    params: idParams,
    reply: replyOf(attachment),
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
};

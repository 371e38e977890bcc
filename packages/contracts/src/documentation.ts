import { z } from 'zod';
import { defineEndpoint } from './endpoint.ts';
import { replyOf, time } from './reply.ts';

/** Most documents of one project that are listed. */
export const maxDocuments = 300;

const documentFields = {
  /** Null for the product's own documentation. */
  project_id: z.number().int().nullable(),
  /** From the project's source path, or from the product's own directory. */
  path: z.string(),
  /** Its first heading, else its file name. */
  title: z.string(),
  /** Bytes. */
  size: z.number().int(),
  modified_at: time,
};

/** Where a search found its words first. */
const documentMatch = z.object({
  /** From 1. */
  line: z.number().int(),
  /** The heading it stands under; null before the first one. */
  heading: z.string().nullable(),
  excerpt: z.string(),
  /** Lines that have one of the words. */
  lines: z.number().int(),
});

export const listedDocument = z
  .object({
    ...documentFields,
    project: z.string(),
    /** Only where something was searched for. */
    match: documentMatch.nullable(),
  })
  .meta({ id: 'ListedDocument' });
export type ListedDocument = z.infer<typeof listedDocument>;

export const readDocument = z
  .object({
    ...documentFields,
    project: z.string(),
    /** As it is in the file: raw HTML in it is not to be trusted. */
    markdown: z.string(),
  })
  .meta({ id: 'ReadDocument' });
export type ReadDocument = z.infer<typeof readDocument>;

const projectId = z.coerce.number().int().positive().optional();

export const documentationEndpoints = {
  listDocuments: defineEndpoint({
    id: 'listDocuments',
    method: 'GET',
    path: '/api/documentation',
    access: 'viewer',
    tag: 'documentation',
    summary: 'Markdown documentation of the product and of the projects',
    description:
      'Of each project: Markdown files at its top and below `docs`, `doc`, `documentation` and `wiki`, and the READMEs of its parts. `q` searches titles and texts; a document must have every word, the best ones come first.',
    query: z.strictObject({
      q: z.string().trim().max(200).optional(),
      /** Only this project's. */
      project_id: projectId,
    }),
    reply: replyOf(z.array(listedDocument), {
      /** Projects whose directory cannot be read, and those with more documents than are listed. */
      faults: z.array(z.object({ project_id: z.number().int(), message: z.string() })),
    }),
    errors: ['NOT_FOUND'],
  }),
  getDocument: defineEndpoint({
    id: 'getDocument',
    method: 'GET',
    path: '/api/documentation/file',
    access: 'viewer',
    tag: 'documentation',
    summary: 'One document as Markdown',
    query: z.strictObject({
      path: z
        .string()
        .min(1)
        .max(4_096)
        .refine((path) => !path.includes('\0'), { error: 'must not have a NUL character' }),
      /** Absent: the product's own. */
      project_id: projectId,
    }),
    reply: replyOf(readDocument),
    errors: ['FORBIDDEN', 'NOT_FOUND', 'BODY_TOO_LARGE'],
  }),
};

import { z } from 'zod';
import { defineEndpoint, type InputOf } from './endpoint.ts';
import { idParams, replyOf, time } from './reply.ts';

/** Bytes of the largest file that is read or written. */
export const maxFileBytes = 2_000_000;
/** Most entries of a directory that are listed. */
export const maxDirectoryEntries = 5_000;

const place = {
  /** Real path, with every symbolic link followed. */
  path: z.string(),
  project_id: z.number().int(),
  /** From the project's source path; empty for that itself. */
  relative_path: z.string(),
};

const directoryEntry = z.object({
  name: z.string(),
  type: z.enum(['file', 'directory', 'link', 'other']),
  /** Bytes; null for what is no file. */
  size: z.number().int().nullable(),
  modified_at: time,
  /** Reading or writing it is refused, e.g. `.env` and `.git`. */
  is_refused: z.boolean(),
});
export type DirectoryEntry = z.infer<typeof directoryEntry>;

const readFile = z.object({
  ...place,
  type: z.literal('file'),
  size: z.number().int(),
  modified_at: time,
  /** Hex SHA-256 of the bytes; send it back as `hash` when writing. */
  hash: z.string(),
  is_binary: z.boolean(),
  /** Null where it is binary: not text in UTF-8. */
  content: z.string().nullable(),
});
const readDirectory = z.object({
  ...place,
  type: z.literal('directory'),
  /** Directories first, then by name. */
  entries: z.array(directoryEntry),
  /** True where there are more than are listed. */
  is_cut: z.boolean(),
});
export const readPlace = z
  .discriminatedUnion('type', [readFile, readDirectory])
  .meta({ id: 'FileOrDirectory' });
export type ReadPlace = z.infer<typeof readPlace>;

export const writtenFile = z
  .object({
    ...place,
    size: z.number().int(),
    hash: z.string(),
    modified_at: time,
    created: z.boolean(),
    /** False where it had this content already; then nothing was written. */
    changed: z.boolean(),
    /** Where the content before is kept, from the server's data directory; null where there was none. */
    backup: z.string().nullable(),
  })
  .meta({ id: 'WrittenFile' });
export type WrittenFile = z.infer<typeof writtenFile>;

export const featureFiles = z
  .object({
    feature_id: z.number().int(),
    project_id: z.number().int(),
    /** Null while the project has no source path. */
    root: z.string().nullable(),
    files: z.array(
      z.object({
        path: z.string(),
        relative_path: z.string(),
        size: z.number().int(),
        modified_at: time,
        /** Its name has the feature's name, or the feature's text names it. */
        because: z.enum(['name', 'mentioned']),
      }),
    ),
    /** True where the project has more files than were looked at. */
    is_cut: z.boolean(),
  })
  .meta({ id: 'FeatureFiles' });
export type FeatureFiles = z.infer<typeof featureFiles>;

const wantedPlace = {
  /** Absolute, or from the source path of `project_id`. */
  path: z
    .string()
    .max(4_096)
    .refine((path) => !path.includes('\0'), { error: 'must not have a NUL character' }),
  project_id: z.number().int().positive().optional(),
};

const only =
  'Only below the source paths of the projects. Refused with 403: `..`, links that lead out, devices, sockets, pipes, `.git`, and what looks like secrets (`.env`, keys, credentials).';

export const fileEndpoints = {
  readFile: defineEndpoint({
    id: 'readFile',
    method: 'POST',
    path: '/api/files/read',
    access: 'operator',
    tag: 'files',
    summary: 'Read a file or list a directory of a project',
    description: `${only} At most ${maxFileBytes} bytes.`,
    body: z.strictObject(wantedPlace),
    reply: replyOf(readPlace),
    errors: ['FORBIDDEN', 'NOT_FOUND', 'BODY_TOO_LARGE'],
  }),
  writeFile: defineEndpoint({
    id: 'writeFile',
    method: 'POST',
    path: '/api/files/write',
    access: 'operator',
    tag: 'files',
    summary: 'Write a text file of a project',
    description: `${only} Written as a whole or not at all, with the mode that it had; the content before is kept in \`file-backups/\` of the server's data directory. With \`hash\`, a change of somebody else in the meantime is a 409 whose \`details\` hold the file as it is now (\`current\`) and what was sent (\`yours\`); null says that there must be no file yet.`,
    bodyLimit: 8_000_000,
    body: z.strictObject({
      ...wantedPlace,
      content: z.string(),
      /** Hash that was read before; absent: whatever is there is overwritten. */
      hash: z
        .string()
        .regex(/^[0-9a-f]{64}$/, { error: 'must be a SHA-256 in hex' })
        .nullable()
        .optional(),
      /** Make the directories that are missing. */
      create_directories: z.boolean().default(false),
    }),
    reply: replyOf(writtenFile),
    errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'BODY_TOO_LARGE'],
  }),
  getFeatureFiles: defineEndpoint({
    id: 'getFeatureFiles',
    method: 'GET',
    path: '/api/files/feature/:id',
    access: 'viewer',
    tag: 'files',
    summary: 'Files that belong to a feature, by their names and by its text',
    params: idParams,
    reply: replyOf(featureFiles),
    errors: ['NOT_FOUND'],
  }),
};
export type WantedWrite = InputOf<typeof fileEndpoints.writeFile>['body'];
export type WantedPlace = InputOf<typeof fileEndpoints.readFile>['body'];

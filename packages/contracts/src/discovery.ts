import { z } from 'zod';
import { defineEndpoint, type InputOf } from './endpoint.ts';
import { featureStatus } from './features.ts';
import { bodyText, titleText } from './records.ts';
import { replyOf } from './reply.ts';

const absolutePath = z
  .string()
  .max(4_096)
  .refine((path) => path.startsWith('/') && !path.includes('\0'), { error: 'must be an absolute path' });
const shortText = z.string().trim().min(1).max(100);
/** Chosen by the caller, to follow and cancel a scan. */
export const scanId = z.string().regex(/^[\w-]{8,64}$/, { error: 'must be 8 to 64 letters, digits, _ or -' });

const foundFeature = z.object({ name: titleText, status: featureStatus, description: bodyText.default('') });

/** A directory that holds a project, and what its files say about it. */
export const discovered = z
  .object({
    name: z.string(),
    path: z.string(),
    description: z.string(),
    objectives: z.array(z.string()),
    features: z.array(foundFeature),
    status: z.literal('active'),
    language: z.string().nullable(),
    framework: z.string().nullable(),
    /** Without user names and tokens. */
    repository_url: z.string().nullable(),
    branch: z.string().nullable(),
    /** The files that make it a project. */
    markers: z.array(z.string()),
    /** Faults in its `errors.md`. */
    errors: z.array(z.object({ message: z.string(), is_resolved: z.boolean() })),
    /** The source directory it was found in. */
    source: z.string(),
    /** The project that has this path, or else this name, already. */
    project_id: z.number().int().nullable(),
  })
  .meta({ id: 'DiscoveredProject' });
export type Discovered = z.infer<typeof discovered>;

export const scanProgress = z.object({
  scan_id: z.string(),
  /** The directory that was looked at last. */
  path: z.string(),
  directories: z.number().int(),
  /** Files that were read. A scan for projects counts none. */
  files: z.number().int().default(0),
  /** Projects; tasks of a scan for work. */
  found: z.number().int(),
  is_over: z.boolean(),
});
export type ScanProgress = z.infer<typeof scanProgress>;

const importChange = z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() });

export const importedProject = z
  .object({
    id: z.number().int(),
    created: z.boolean(),
    dry_run: z.boolean(),
    /** What an update changes of the project; empty for a new one. */
    changes: z.array(importChange),
    features_imported: z.number().int(),
    errors_imported: z.number().int(),
  })
  .meta({ id: 'ImportedProject' });
export type ImportedProject = z.infer<typeof importedProject>;

export const discoveryEndpoints = {
  scanSources: defineEndpoint({
    id: 'scanSources',
    method: 'POST',
    path: '/api/scan-sources',
    access: 'operator',
    tag: 'utilities',
    summary: 'Look for projects in the source directories',
    description:
      'Looks in the directories of CODE_SOURCES; an administrator may name others. No link is followed. Progress is told as `scan.progress`; a scan ends early when it is cancelled or its request goes away.',
    body: z
      .strictObject({
        paths: z.array(absolutePath).min(1).max(50).optional(),
        scan_id: scanId.optional(),
        /** Levels of directories below each source. */
        max_depth: z.number().int().min(1).max(6).default(2),
      })
      .optional(),
    reply: replyOf(
      z.object({
        scan_id: z.string(),
        discovered: z.array(discovered),
        sources_scanned: z.number().int(),
        /** Sources that could not be looked at. */
        faults: z.array(z.object({ path: z.string(), message: z.string() })),
        /** It was cancelled, or there was too much: not everything was looked at. */
        is_cut: z.boolean(),
      }),
    ),
    errors: ['FORBIDDEN', 'CONFLICT'],
  }),
  cancelScan: defineEndpoint({
    id: 'cancelScan',
    method: 'POST',
    path: '/api/scan-sources/:scan_id/cancel',
    access: 'operator',
    tag: 'utilities',
    summary: 'Cancel a scan; it answers with what it found',
    params: z.object({ scan_id: scanId }),
    reply: replyOf(z.object({ scan_id: z.string() })),
    errors: ['NOT_FOUND'],
  }),
  importProject: defineEndpoint({
    id: 'importProject',
    method: 'POST',
    path: '/api/import-project',
    access: 'operator',
    tag: 'utilities',
    summary: 'Import a project with its features and errors: all of it, or nothing',
    description:
      'What is not given is read from the files of the project. The path must be below a directory of CODE_SOURCES; an administrator may take any. A path or name that is known is a 409 whose `details` hold the `id`. With `update`, what differs is changed and what is new is added, and the reply tells what; with `dry_run` it only tells.',
    body: z.strictObject({
      path: absolutePath,
      name: titleText.max(200).optional(),
      description: bodyText.optional(),
      objectives: z.array(titleText).max(50).optional(),
      features: z
        .array(foundFeature.partial({ status: true }))
        .max(500)
        .optional(),
      language: shortText.nullable().optional(),
      framework: shortText.nullable().optional(),
      update: z.boolean().default(false),
      dry_run: z.boolean().default(false),
    }),
    reply: replyOf(importedProject, { id: z.number().int(), features_imported: z.number().int() }),
    errors: ['FORBIDDEN', 'NOT_FOUND', 'CONFLICT'],
  }),
};
export type WantedImport = InputOf<typeof discoveryEndpoints.importProject>['body'];
export type WantedScan = NonNullable<InputOf<typeof discoveryEndpoints.scanSources>['body']>;

import { z } from 'zod';
import { bug } from './bugs.ts';
import { defineEndpoint } from './endpoint.ts';
import { personName, recordFields, recordFilters, recordSearch } from './records.ts';
import {
  type FilterKind,
  idParams,
  listOf,
  listQuery,
  replyOf,
  time,
  type WordList,
  wordList,
} from './reply.ts';

export const errorSeverity = z.enum(['critical', 'error', 'warning', 'info']).meta({ id: 'ErrorSeverity' });
export type ErrorSeverity = z.infer<typeof errorSeverity>;

/** An ignored error is counted and stays quiet; a resolved one that comes back is open again. */
export const errorStatus = z.enum(['open', 'in_progress', 'resolved', 'ignored']).meta({ id: 'ErrorStatus' });
export type ErrorStatus = z.infer<typeof errorStatus>;

/** Why reports are the same error. `parts` are the lines that were compared, made free of numbers, ids and paths. */
export const errorGrouping = z
  .object({
    /** Version of the rules; groups that exist are never regrouped by newer ones. */
    version: z.number().int(),
    by: z.enum(['fingerprint', 'stack', 'message']),
    parts: z.array(z.string()),
  })
  .meta({ id: 'ErrorGrouping' });
export type ErrorGrouping = z.infer<typeof errorGrouping>;

/** Reports of one and the same error. All its text comes from programs and is not to be trusted. */
export const errorGroup = z
  .object({
    ...recordFields,
    project_id: z.number().int().nullable(),
    error_type: z.string(),
    message: z.string(),
    source: z.string(),
    severity: errorSeverity,
    status: errorStatus,
    platform: z.string().nullable(),
    assigned_to: z.string().nullable(),
    occurrence_count: z.number().int(),
    first_seen: time,
    last_seen: time,
    first_release: z.string().nullable(),
    last_release: z.string().nullable(),
    /** The node that reported last. */
    node_id: z.string().nullable(),
    environment: z.string().nullable(),
    bug_id: z.number().int().nullable(),
    resolved_at: time.nullable(),
    /** Reports of older releases do not reopen it. */
    resolved_in_release: z.string().nullable(),
    ignored_until: time.nullable(),
    /** It is open again when it has been counted so often. */
    ignored_until_count: z.number().int().nullable(),
    /** How often it came back after it was resolved. */
    regressions: z.number().int(),
    grouping: errorGrouping,
    /** Reports in each of the last 24 hours, oldest first. */
    trend: z.array(z.number().int()).length(24),
  })
  .meta({ id: 'ErrorGroup' });
export type ErrorGroup = z.infer<typeof errorGroup>;

const counted = z.array(z.object({ name: z.string(), count: z.number().int() }));
export const errorGroupDetail = errorGroup
  .extend({
    occurrences: z.object({
      /** Hours without a report are left out; at most the last 30 days. */
      by_hour: z.array(z.object({ at: time, count: z.number().int() })),
      by_node: counted,
      by_release: counted,
      by_environment: counted,
    }),
    /** What the groups that were merged into it were compared by; `split` takes one out again. */
    fingerprints: z.array(
      z.object({ id: z.number().int(), grouping: errorGrouping, count: z.number().int(), last_seen: time }),
    ),
  })
  .meta({ id: 'ErrorGroupDetail' });
export type ErrorGroupDetail = z.infer<typeof errorGroupDetail>;

export const stackFrame = z
  .object({
    function: z.string().nullable(),
    module: z.string().nullable(),
    file: z.string().nullable(),
    line: z.number().int().nullable(),
    column: z.number().int().nullable(),
    /** Written by the people of the application, not part of a library. */
    in_app: z.boolean(),
    /** The line of code, where the reporter sent it. */
    code: z.string().nullable(),
    before: z.array(z.string()),
    after: z.array(z.string()),
  })
  .meta({ id: 'StackFrame' });
export type StackFrame = z.infer<typeof stackFrame>;

/** One thing that was thrown; the last one of a list is what was thrown last, caused by those before. */
export const thrown = z
  .object({ type: z.string(), value: z.string(), frames: z.array(stackFrame) })
  .meta({ id: 'Thrown' });
export type Thrown = z.infer<typeof thrown>;

/** One report, kept as a sample. Frames are oldest first, as programs call each other. */
export const errorEvent = z
  .object({
    id: z.number().int(),
    error_id: z.number().int(),
    event_id: z.string(),
    at: time,
    received_at: time,
    severity: errorSeverity,
    message: z.string(),
    node_id: z.string().nullable(),
    release: z.string().nullable(),
    environment: z.string().nullable(),
    platform: z.string().nullable(),
    stack_trace: z.string().nullable(),
    thrown: z.array(thrown),
    url: z.string().nullable(),
    user: z.record(z.string(), z.unknown()).nullable(),
    tags: z.record(z.string(), z.string()),
    breadcrumbs: z.array(
      z.object({ at: time.nullable(), category: z.string(), message: z.string(), level: z.string() }),
    ),
    /** Whatever else was sent. */
    context: z.record(z.string(), z.unknown()),
    trace_id: z.string().nullable(),
    sdk: z.string().nullable(),
  })
  .meta({ id: 'ErrorEvent' });
export type ErrorEvent = z.infer<typeof errorEvent>;

/** As lists sort them: `-severity` begins with the worst. */
const errorSeverities: WordList = { words: ['info', 'warning', 'error', 'critical'] };

/** What lists are filtered and sorted by. */
export const errorFields = {
  project_id: 'number',
  error_type: 'text',
  message: 'text',
  source: 'text',
  severity: errorSeverities,
  status: wordList(errorStatus),
  platform: 'text',
  assigned_to: 'text',
  node_id: 'text',
  environment: 'text',
  occurrence_count: 'number',
  first_seen: 'time',
  last_seen: 'time',
  first_release: 'text',
  last_release: 'text',
  bug_id: 'number',
  regressions: 'number',
} as const satisfies Record<string, FilterKind>;

/**
 * A report in the short form of the documents. What is not named here is kept as context: a report is never refused for
 * a field too many, too few or of another type.
 */
export const reportBody = z.looseObject({});

const reported = replyOf(z.object({ id: z.number().int(), deduplicated: z.boolean() }), {
  id: z.number().int(),
  deduplicated: z.boolean(),
});

const intake = {
  access: 'public',
  csrfExempt: true,
  quiet: true,
  tag: 'errors',
  method: 'POST',
  accepts: ['text', 'form'],
  bodyLimit: 1_000_000,
  body: reportBody,
  reply: reported,
  errors: ['VALIDATION_FAILED', 'UNAVAILABLE'],
} as const;

export const resolveBody = z.strictObject({ release: z.string().trim().min(1).max(200).optional() });
/** Until a time, or for so many more reports; for ever without both. */
export const quietBody = z.strictObject({
  until: time.optional(),
  reports: z.number().int().min(1).max(1_000_000_000).optional(),
});

const act = { access: 'operator', tag: 'errors', method: 'POST', params: idParams } as const;
const id = z.number().int().positive();

/** What lists of reports filter and sort by. */
export const errorEventFields = {
  id: 'number',
  at: 'time',
  node_id: 'text',
  release: 'text',
  environment: 'text',
} as const;

export const errorGroupEndpoints = {
  reportError: defineEndpoint({
    ...intake,
    id: 'reportError',
    path: '/api/errors',
    summary: 'Report an error',
    description:
      'Takes `node_id`, `error_type` (a severity or the name of the exception), `message`, `source`, `stack_trace`, `context`, and optionally `project_id`, `severity`, `release`, `environment`, `fingerprint`, `url`, `event_id`, `timestamp`. A key (`X-Sentry-Auth`, `?sentry_key=` or `Authorization: Bearer`) lifts the limit per address; with ERRORS_REQUIRE_KEY=true there must be one. Starts nothing by itself.',
  }),
  logError: defineEndpoint({
    ...intake,
    id: 'logError',
    path: '/api/log_error',
    summary: 'Report an error in the short form of browsers',
    description: 'Takes `error` (or `message`) and `source`; everything else as in `POST /api/errors`.',
  }),
  listErrors: defineEndpoint({
    id: 'listErrors',
    method: 'GET',
    path: '/api/errors',
    access: 'viewer',
    tag: 'errors',
    summary: 'Errors, grouped and counted',
    description:
      'Default order: last seen first. `q` searches the texts. `seen_on`, `seen_in_release` and `seen_in_environment` find what was ever reported from there.',
    query: listQuery(
      { ...recordFilters, ...errorFields },
      {
        ...recordSearch,
        seen_on: z.string().max(200).optional(),
        seen_in_release: z.string().max(200).optional(),
        seen_in_environment: z.string().max(200).optional(),
      },
    ),
    reply: listOf(errorGroup),
  }),
  getError: defineEndpoint({
    id: 'getError',
    method: 'GET',
    path: '/api/errors/:id',
    access: 'viewer',
    tag: 'errors',
    summary: 'One error, with its reports by hour, node, release and environment',
    params: idParams,
    reply: replyOf(errorGroupDetail),
    errors: ['NOT_FOUND'],
  }),
  listErrorEvents: defineEndpoint({
    id: 'listErrorEvents',
    method: 'GET',
    path: '/api/errors/:id/events',
    access: 'viewer',
    tag: 'errors',
    summary: 'Reports of an error that were kept as samples, newest first',
    description: 'All of the first reports are kept, later ones by sampling; the counts are always complete.',
    params: idParams,
    query: listQuery(errorEventFields),
    reply: listOf(errorEvent),
    errors: ['NOT_FOUND'],
  }),
  changeError: defineEndpoint({
    ...act,
    id: 'changeError',
    method: 'PATCH',
    path: '/api/errors/:id',
    summary: 'Change whose error it is, how severe, or who looks at it',
    body: z
      .strictObject({
        project_id: id.nullable(),
        severity: errorSeverity,
        status: z.enum(['open', 'in_progress']),
        assigned_to: personName.nullable(),
      })
      .partial(),
    reply: replyOf(errorGroup),
    errors: ['NOT_FOUND'],
  }),
  resolveError: defineEndpoint({
    ...act,
    id: 'resolveError',
    path: '/api/errors/:id/resolve',
    summary: 'Mark as resolved',
    description: 'A later report opens it again. With `release`, reports of older releases do not.',
    body: resolveBody.optional(),
    reply: replyOf(errorGroup),
    errors: ['NOT_FOUND'],
  }),
  ignoreError: defineEndpoint({
    ...act,
    id: 'ignoreError',
    path: '/api/errors/:id/ignore',
    summary: 'Keep quiet about it: for ever, until a time, or for so many more reports',
    body: quietBody.optional(),
    reply: replyOf(errorGroup),
    errors: ['NOT_FOUND'],
  }),
  reopenError: defineEndpoint({
    ...act,
    id: 'reopenError',
    path: '/api/errors/:id/reopen',
    summary: 'Open it again',
    reply: replyOf(errorGroup),
    errors: ['NOT_FOUND'],
  }),
  mergeErrors: defineEndpoint({
    ...act,
    id: 'mergeErrors',
    path: '/api/errors/:id/merge',
    summary: 'Merge other errors of the same project into this one',
    body: z.strictObject({ ids: z.array(id).min(1).max(200) }),
    reply: replyOf(errorGroup),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  splitError: defineEndpoint({
    ...act,
    id: 'splitError',
    path: '/api/errors/:id/split',
    summary: 'Take one of its fingerprints out into an error of its own',
    body: z.strictObject({ fingerprint_id: id }),
    reply: replyOf(errorGroup, { id: z.number().int() }),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  createBugOfError: defineEndpoint({
    ...act,
    id: 'createBugOfError',
    path: '/api/errors/:id/create-bug',
    status: 201,
    summary: 'Create a bug from it',
    description:
      'With the stack, the counts and, where the project has a source path, the commits that last touched the lines of its frames. There is one bug for an error: a second call answers with the first one, until that is resolved.',
    body: z
      .strictObject({
        project_id: id.optional(),
        title: z.string().trim().min(1).max(500).optional(),
        severity: z.enum(['critical', 'high', 'medium', 'low']).optional(),
      })
      .optional(),
    reply: replyOf(bug, { id: z.number().int(), bug_id: z.number().int() }),
    errors: ['NOT_FOUND', 'CONFLICT'],
  }),
};

import { z } from 'zod';
import { type AnyEndpoint, defineEndpoint } from './endpoint.ts';
import { type FilterKind, idParams, listOf, listQuery, replyOf, time, type WordList } from './reply.ts';

/** What people and agents keep records of. */
export const recordKind = z
  .enum(['project', 'milestone', 'feature', 'bug', 'devops_task', 'error'])
  .meta({ id: 'RecordKind' });
export type RecordKind = z.infer<typeof recordKind>;

export const recordRef = z.object({ kind: recordKind, id: z.number().int().positive() });
export type RecordRef = z.infer<typeof recordRef>;

export const priority = z.enum(['critical', 'high', 'medium', 'low']).meta({ id: 'Priority' });
export type Priority = z.infer<typeof priority>;

/** Priorities and severities of bugs as lists sort them: `-priority` begins with the most urgent. */
export const urgencies: WordList = { words: ['low', 'medium', 'high', 'critical'] };

/** Names of `listQuery` that every record has. */
export const recordFilters = {
  id: 'number',
  version: 'number',
  created_by: 'text',
  created_at: 'time',
  updated_by: 'text',
  updated_at: 'time',
  deleted_at: 'time',
} as const satisfies Record<string, FilterKind>;

/** What every record has besides its own fields. `version` counts its changes. */
export const recordFields = {
  id: z.number().int(),
  version: z.number().int(),
  created_by: z.string(),
  created_at: time,
  updated_by: z.string(),
  updated_at: time,
  deleted_at: time.nullable(),
};

/** Text of one line, and Markdown of many. */
export const titleText = z.string().trim().min(1).max(500);
export const bodyText = z.string().max(200_000);
export const labels = z.array(z.string().trim().min(1).max(50)).max(50);
export const personName = z.string().trim().min(1).max(100);
export const day = z.iso.date();

export const importReport = z
  .object({
    dry_run: z.boolean(),
    created: z.number().int(),
    ids: z.array(z.number().int()),
    /** Rows count from 1; nothing is imported while there is a fault. */
    faults: z.array(z.object({ row: z.number().int(), field: z.string(), message: z.string() })),
  })
  .meta({ id: 'ImportReport' });
export type ImportReport = z.infer<typeof importReport>;

/** Most records of one export, import or bulk change. */
export const maxExportRows = 100_000;
export const maxImportRows = 5_000;
export const maxBulkRows = 200;

interface RecordWords<Kept extends z.ZodType, Create extends z.ZodObject, Change extends z.ZodObject> {
  /** In the singular and the plural, as in operation ids: `Bug`, `Bugs`. */
  one: string;
  many: string;
  path: string;
  tag: string;
  record: Kept;
  create: Create;
  /** Every field of it is optional; `version` is added here. */
  change: Change;
  fields: Record<string, FilterKind>;
  /** What DELETE does, in words; default `Delete`, which can be undone. */
  removes?: string;
}

/**
 * The endpoints that every kind of record has. A module gives them their operation ids:
 *
 * ```ts
 * const bugs = recordEndpoints({ one: 'Bug', many: 'Bugs', path: '/api/bugs', … });
 * export const bugEndpoints = { listBugs: bugs.list, createBug: bugs.create, … };
 * ```
 */
export function recordEndpoints<
  Kept extends z.ZodType,
  Create extends z.ZodObject,
  Change extends z.ZodObject,
>(words: RecordWords<Kept, Create, Change>) {
  return { ...readingEndpoints(words), ...changingEndpoints(words), ...exchangeEndpoints(words) };
}

type Words<Kept extends z.ZodType> = Omit<RecordWords<Kept, z.ZodObject, z.ZodObject>, 'change'>;

function readingEndpoints<Kept extends z.ZodType>(words: Words<Kept>) {
  const { one, many, path, tag, record, fields } = words;
  return {
    list: defineEndpoint({
      id: `list${many}`,
      method: 'GET',
      path,
      access: 'viewer',
      tag,
      summary: `List ${plain(many)}`,
      description:
        '`q` searches the texts; `deleted` is exclude (the default), include or only. `sort=-priority` begins with the most urgent. Where there are labels, `labels=a,b` finds what has both, `labels_in` one of them, `labels_ne` none. Of more than 5 000 records that `q` finds, the newest are listed and `pagination.is_cut` is true.',
      query: listQuery({ ...recordFilters, ...fields }, searchOf(words)),
      reply: listOf(record),
    }),
    read: defineEndpoint({
      id: `get${one}`,
      method: 'GET',
      path: `${path}/:id`,
      access: 'viewer',
      tag,
      summary: `One ${plain(one)}`,
      params: idParams,
      reply: replyOf(record),
      errors: ['NOT_FOUND'],
    }),
  };
}

function changingEndpoints<Kept extends z.ZodType, Create extends z.ZodObject, Change extends z.ZodObject>(
  words: RecordWords<Kept, Create, Change>,
) {
  const { one, many, path, tag, record, create, change } = words;
  const name = plain(one);
  const act = { access: 'operator', tag, errors: ['NOT_FOUND', 'CONFLICT'] } as const;
  return {
    create: defineEndpoint({
      ...act,
      id: `create${one}`,
      method: 'POST',
      path,
      status: 201,
      summary: `Create a ${name}`,
      body: create,
      reply: replyOf(record, { id: z.number().int() }),
    }),
    change: defineEndpoint({
      ...act,
      id: `change${one}`,
      method: 'PATCH',
      path: `${path}/:id`,
      summary: `Change a ${name}`,
      description:
        'Fields that are absent stay. With `version`, a change of somebody else in the meantime is a 409 whose `details` hold the record as it is now (`current`) and what was sent (`yours`).',
      params: idParams,
      body: change.extend({ version: expectedVersion }),
      reply: replyOf(record),
    }),
    bulk: defineEndpoint({
      ...act,
      id: `change${many}`,
      method: 'POST',
      path: `${path}/bulk`,
      summary: `Change many ${plain(many)} at once: all of them, or none`,
      body: z.strictObject({ ids: z.array(z.number().int().positive()).min(1).max(maxBulkRows), change }),
      reply: replyOf(z.array(record)),
    }),
    ...removalEndpoints(words),
  };
}

function removalEndpoints<Kept extends z.ZodType>({
  one,
  path,
  tag,
  record,
  removes = 'Delete',
}: Omit<Words<Kept>, 'create'>) {
  const act = { access: 'operator', tag, params: idParams, reply: replyOf(record) } as const;
  return {
    remove: defineEndpoint({
      ...act,
      id: `delete${one}`,
      method: 'DELETE',
      path: `${path}/:id`,
      summary: `${removes} a ${plain(one)}; it can be restored`,
      errors: ['NOT_FOUND'],
    }),
    restore: defineEndpoint({
      ...act,
      id: `restore${one}`,
      method: 'POST',
      path: `${path}/:id/restore`,
      summary: `Restore a deleted ${plain(one)}`,
      errors: ['NOT_FOUND', 'CONFLICT'],
    }),
  };
}

function exchangeEndpoints<Kept extends z.ZodType>(words: Words<Kept>) {
  const { many, path, tag, fields } = words;
  return {
    export: defineEndpoint({
      id: `export${many}`,
      method: 'GET',
      path: `${path}/export`,
      access: 'viewer',
      tag,
      summary: `Export ${plain(many)} as CSV or JSON`,
      description: `Takes the filters of the list. At most ${maxExportRows} records.`,
      query: listQuery(
        { ...recordFilters, ...fields },
        { ...searchOf(words), format: z.enum(['csv', 'json']).default('csv') },
      ),
      produces: ['text/csv', 'application/json'],
      reply: z.string(),
    }),
    import: defineEndpoint({
      id: `import${many}`,
      method: 'POST',
      path: `${path}/import`,
      access: 'operator',
      tag,
      summary: `Import ${plain(many)} from CSV or JSON: all of them, or none`,
      description: `The first line of CSV names the fields; columns of an export that cannot be set are passed over. At most ${maxImportRows} rows.`,
      bodyLimit: 20_000_000,
      body: z.strictObject({
        format: z.enum(['csv', 'json']),
        text: z.string().min(1),
        dry_run: z.boolean().default(false),
      }),
      reply: replyOf(importReport),
      errors: ['VALIDATION_FAILED'],
    }),
  };
}

/** The endpoints of one kind, as the server binds them. */
export type RecordEndpoints = { [Name in keyof ReturnType<typeof recordEndpoints>]: AnyEndpoint };

/** Parameters of a list of records besides its filters. */
export const recordSearch = {
  q: z.string().trim().min(1).max(200).optional(),
  deleted: z.enum(['exclude', 'include', 'only']).default('exclude'),
};

/** Where records have labels: `labels` are all of these, `labels_in` one of these, `labels_ne` none of these. */
const labelFilters = {
  labels: z.string().max(1_000).optional(),
  labels_in: z.string().max(1_000).optional(),
  labels_ne: z.string().max(1_000).optional(),
};

function searchOf({ create }: { create: z.ZodObject }) {
  return 'labels' in create.shape ? { ...recordSearch, ...labelFilters } : recordSearch;
}

/** The version one has seen; absent: whatever is there is overwritten. */
export const expectedVersion = z.number().int().positive().optional();

/** `DevopsTask` → `devops task`. */
function plain(words: string): string {
  return words.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase();
}

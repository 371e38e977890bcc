import type { SearchHit } from '@architect/contracts/record-parts';
import type { RecordKind, RecordRef } from '@architect/contracts/records';
import { type RawBuilder, sql } from 'kysely';
import { AppError } from '../../platform/app-error.ts';
import type { Database, Tx } from '../../platform/context.ts';
import { partsOf, type Source } from './tables.ts';
import { wordsOf } from './words-of.ts';

/** What all kinds of records show of themselves to searches and to other records. */
export interface RecordFace extends RecordRef {
  project_id: number | null;
  title: string;
  status: string | null;
  is_deleted: boolean;
}

/** Keeps the face of a record up to date; called in the transaction of every change. @param body all its texts */
export async function putFace(tx: Tx, face: RecordFace, body: string): Promise<void> {
  await putFaces(tx, [{ face, body }]);
}

const givenColumns = {
  kind: 'text',
  record_id: 'integer',
  project_id: 'integer',
  title: 'text',
  status: 'text',
  is_deleted: 'integer',
  title_words: 'text',
  body_words: 'text',
} as const;

/** As `putFace`, for many records in one statement. */
export async function putFaces(tx: Tx, faces: readonly { face: RecordFace; body: string }[]): Promise<void> {
  if (faces.length === 0) return;
  const rows = faces.map(({ face: { kind, id, project_id, title, status, is_deleted }, body }) => [
    kind,
    id,
    project_id,
    title,
    status,
    Number(is_deleted),
    wordsOf(title).join(' '),
    wordsOf(body).join(' '),
  ]);
  const changed = ['project_id', 'title', 'status', 'is_deleted', 'title_words', 'body_words'] as const;
  const change = changed.map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`);
  // SQLite needs the condition to tell `on conflict` from a join: https://www.sqlite.org/lang_upsert.html
  await sql`insert into record_index (kind, record_id, project_id, title, status, is_deleted, title_words, body_words)
    select kind, record_id, project_id, title, status, is_deleted = 1, title_words, body_words
    from ${tx.dialect.given(givenColumns, rows)} as given where true
    on conflict (kind, record_id) do update set ${sql.join(change)}`.execute(partsOf(tx));
}

export async function findFace(source: Source, { kind, id }: RecordRef): Promise<RecordFace | null> {
  const row = await partsOf(source)
    .selectFrom('record_index')
    .select(['project_id', 'title', 'status', 'is_deleted'])
    .where('kind', '=', kind)
    .where('record_id', '=', id)
    .executeTakeFirst();
  return row ? { kind, id, ...row } : null;
}

/** The faces of some records, in no order, in as many queries as there are kinds; what never was is left out. */
export async function findFaces(source: Source, refs: readonly RecordRef[]): Promise<RecordFace[]> {
  const faces: RecordFace[] = [];
  for (const kind of new Set(refs.map((ref) => ref.kind))) {
    const ids = [...new Set(refs.filter((ref) => ref.kind === kind).map(({ id }) => id))];
    const rows = await partsOf(source)
      .selectFrom('record_index')
      .select(['record_id as id', 'project_id', 'title', 'status', 'is_deleted'])
      .where('kind', '=', kind)
      .where('record_id', 'in', ids)
      .execute();
    faces.push(...rows.map((row) => ({ kind, ...row })));
  }
  return faces;
}

/** @throws AppError NOT_FOUND for what never was, or is deleted and may not be used any more */
export async function requireFace(source: Source, ref: RecordRef): Promise<RecordFace> {
  const face = await findFace(source, ref);
  if (!face) throw new AppError('NOT_FOUND', `there is no ${wordFor(ref.kind)} ${ref.id}`);
  if (face.is_deleted)
    throw new AppError('NOT_FOUND', `the ${wordFor(ref.kind)} ${ref.id} is deleted: restore it first`);
  return face;
}

/** `devops_task` → `devops task`. */
export function wordFor(kind: RecordKind): string {
  return kind.replaceAll('_', ' ');
}

/** How many records of each kind and status the projects have, without deleted ones. */
export async function countByProject(
  source: Source,
  projectIds: readonly number[],
): Promise<{ project_id: number | null; kind: RecordKind; status: string | null; count: number }[]> {
  if (projectIds.length === 0) return [];
  const rows = await partsOf(source)
    .selectFrom('record_index')
    .select(({ fn }) => ['project_id', 'kind', 'status', fn.countAll<number>().as('count')])
    .where('project_id', 'in', projectIds)
    .where('is_deleted', '=', false)
    .groupBy(['project_id', 'kind', 'status'])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** How many records of each kind and status there are, without deleted ones. */
export async function countByStatus(
  source: Source,
): Promise<{ kind: RecordKind; status: string | null; count: number }[]> {
  const rows = await partsOf(source)
    .selectFrom('record_index')
    .select(({ fn }) => ['kind', 'status', fn.countAll<number>().as('count')])
    .where('is_deleted', '=', false)
    .groupBy(['kind', 'status'])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** The condition on a table with `entity_type` and `entity_id` that the entry is about a project or a record of it. */
export function isAboutProject(projectId: number): RawBuilder<boolean> {
  return sql<boolean>`(entity_type, entity_id) in (select kind, cast(record_id as text) from record_index where project_id = ${projectId})`;
}

/** The condition on a table with `kind` and `record_id` that the row is about a record of a project. */
export function isInProject(projectId: number): RawBuilder<boolean> {
  return sql<boolean>`(kind, record_id) in (select kind, record_id from record_index where project_id = ${projectId})`;
}

/** Of a list that is searched, so that words which are everywhere do not stop the server. */
const mostListedHits = 5_000;

interface WordHits {
  ids: number[];
  /** There are more of them. */
  isCut: boolean;
}

/** Of a search over all kinds, before they are ranked. */
const mostRankedHits = 1_000;

/**
 * Ids of the records of one kind whose texts have all these words; none when there is no word in it. Where more than some
 * thousand records fit, the newest of them.
 * @param fits the other conditions on the table of these records
 */
export async function findByWords(
  db: Database,
  { kind, table, text }: { kind: RecordKind; table: string; text: string },
  fits: readonly RawBuilder<boolean>[],
): Promise<WordHits> {
  const words = wordsOf(text);
  if (words.length === 0) return { ids: [], isCut: false };
  const hits = db.dialect.text.matches('record_index', words);
  const all = sql.join([sql`id = entry.record_id`, ...fits], sql` and `);
  const query = sql<{ id: number }>`select entry.record_id as id
    from ${hits} as hit join record_index as entry on entry.id = hit.id
    where entry.kind = ${kind} and exists (select 1 from ${sql.table(table)} where ${all})
    order by hit.id desc limit ${mostListedHits + 1}`;
  const ids = (await query.execute(partsOf(db))).rows.map(({ id }) => id);
  return { ids: ids.slice(0, mostListedHits), isCut: ids.length > mostListedHits };
}

export interface Search {
  q: string;
  kind?: RecordKind | undefined;
  project_id?: number | undefined;
  limit: number;
}

/**
 * The best hits over all kinds, without deleted records: first those with all the words in the title. Of words that are in
 * very many records, the newest ones are looked at.
 */
export async function searchFaces(
  db: Database,
  { q, kind, project_id, limit }: Search,
): Promise<SearchHit[]> {
  const words = wordsOf(q);
  if (words.length === 0) return [];
  const fits = [
    sql`is_deleted = ${false}`,
    ...(kind ? [sql`kind = ${kind}`] : []),
    ...(project_id ? [sql`project_id = ${project_id}`] : []),
  ];
  const where = sql<boolean>`${sql.join(fits, sql` and `)}`;
  const { text } = db.dialect;
  const wanted = { where, isNarrow: project_id !== undefined, most: mostRankedHits };
  const titles = text.best('record_index', words, { ...wanted, within: 'title_words' });
  const texts = text.best('record_index', words, wanted);
  const hits = sql<{ id: number; place: number; score: number }>`(
    select id, min(place) as place, min(score) as score from (
      select id, 0 as place, score from ${titles} as titles
      union all select id, 1 as place, score from ${texts} as texts
    ) as found group by id)`;
  return await partsOf(db)
    .selectFrom('record_index as entry')
    .innerJoin(hits.as('hit'), 'hit.id', 'entry.id')
    .select(['entry.kind', 'entry.record_id as id', 'entry.title', 'entry.status', 'entry.project_id'])
    .orderBy('hit.place')
    .orderBy('hit.score')
    .orderBy('entry.id', 'desc')
    .limit(limit)
    .execute();
}

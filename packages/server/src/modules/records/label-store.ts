import type { UsedLabel } from '@architect/contracts/record-parts';
import type { RecordKind, RecordRef } from '@architect/contracts/records';
import type { ListQuery } from '@architect/contracts/reply';
import { type RawBuilder, sql } from 'kysely';
import type { Database, Tx } from '../../platform/context.ts';
import type { SqlDialect } from '../../platform/database/dialect.ts';
import { partsOf } from './tables.ts';

/** Keeps the labels of a record so that lists find it by them; called in the transaction of every change of them. */
export async function putLabels(tx: Tx, { kind, id }: RecordRef, labels: readonly string[]): Promise<void> {
  const tables = partsOf(tx);
  await tables.deleteFrom('record_labels').where('kind', '=', kind).where('record_id', '=', id).execute();
  const rows = [...new Set(labels)].map((label) => ({ kind, record_id: id, label }));
  if (rows.length > 0) await tables.insertInto('record_labels').values(rows).execute();
}

const mostLabels = 500;

/** Labels of records that are not deleted, the most frequent first. */
export async function countLabels(
  db: Database,
  { kind, project_id }: { kind: RecordKind; project_id?: number | undefined },
): Promise<UsedLabel[]> {
  // Two small sets: the rows of all records would be looked up one by one.
  const ofProject = sql`(select record_id from record_index
    where project_id = ${project_id} and is_deleted = ${false} and kind = ${kind})`;
  const deleted = sql`(select record_id from record_index where is_deleted and kind = ${kind})`;
  const recordId = db.dialect.notLookedUp(sql.ref('record_id'));
  const rows = await partsOf(db)
    .selectFrom('record_labels')
    .select(({ fn }) => ['label', fn.countAll<number>().as('count')])
    .where('kind', '=', kind)
    .where(project_id ? sql<boolean>`${recordId} in ${ofProject}` : sql<boolean>`record_id not in ${deleted}`)
    .groupBy('label')
    .orderBy('count', 'desc')
    .orderBy('label')
    .limit(mostLabels)
    .execute();
  return rows.map(({ label, count }) => ({ label, count: Number(count) }));
}

/** The conditions on a table of records for `labels` (all of these), `labels_in` (one of them) and `labels_ne` (none). */
export function conditionsOfLabels(
  kind: RecordKind,
  list: ListQuery,
  { notLookedUp }: Pick<SqlDialect, 'notLookedUp'>,
): RawBuilder<boolean>[] {
  const withOne = (labels: string[]) =>
    sql`(select record_id from record_labels where kind = ${kind} and label in (${sql.join(labels)}))`;
  // Not one lookup for each of many records with a label: the index of the list is passed over once.
  const id = notLookedUp(sql.ref('id'));
  return [
    ...labelsOf(list.labels).map((label) => sql<boolean>`${id} in ${withOne([label])}`),
    ...(list.labels_in ? [sql<boolean>`${id} in ${withOne(labelsOf(list.labels_in))}`] : []),
    ...(list.labels_ne ? [sql<boolean>`id not in ${withOne(labelsOf(list.labels_ne))}`] : []),
  ];
}

function labelsOf(text: ListQuery[string]): string[] {
  return text === undefined
    ? []
    : String(text)
        .split(',')
        .map((label) => label.trim());
}

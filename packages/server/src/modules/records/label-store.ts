import type { RecordKind, RecordRef } from '@architect/contracts/records';
import type { ListQuery } from '@architect/contracts/reply';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../platform/context.ts';
import { partsOf } from './tables.ts';

/** Keeps the labels of a record so that lists find it by them; called in the transaction of every change of them. */
export async function putLabels(tx: Tx, { kind, id }: RecordRef, labels: readonly string[]): Promise<void> {
  const tables = partsOf(tx);
  await tables.deleteFrom('record_labels').where('kind', '=', kind).where('record_id', '=', id).execute();
  const rows = [...new Set(labels)].map((label) => ({ kind, record_id: id, label }));
  if (rows.length > 0) await tables.insertInto('record_labels').values(rows).execute();
}

/** The conditions on a table of records for `labels` (all of these), `labels_in` (one of them) and `labels_ne` (none). */
export function conditionsOfLabels(kind: RecordKind, list: ListQuery): RawBuilder<boolean>[] {
  const withOne = (labels: string[]) =>
    sql`(select record_id from record_labels where kind = ${kind} and label in (${sql.join(labels)}))`;
  // The plus keeps SQLite from looking up each of many records with a label, instead of passing over the index of the list.
  return [
    ...labelsOf(list.labels).map((label) => sql<boolean>`+id in ${withOne([label])}`),
    ...(list.labels_in ? [sql<boolean>`+id in ${withOne(labelsOf(list.labels_in))}`] : []),
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

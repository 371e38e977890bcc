import { sql } from 'kysely';
import type { Tx } from '../../platform/context.ts';
import type { Source } from '../records/index.ts';
import type { Incoming } from './heap.ts';
import type { Counted } from './report-store.ts';
import { tablesOf } from './tables.ts';

/** What is remembered of a report, so that one which is sent again counts once: also after a restart, and by another server. */
export const receiptOf = ({ report: { project_id, event_id } }: Pick<Incoming, 'report'>): string =>
  `${project_id ?? 0} ${event_id}`;

/** Of these reports, those that are counted already: by `receiptOf`, the error that each belongs to now. */
export async function findReceipts(tx: Tx, incoming: readonly Incoming[]): Promise<Map<string, number>> {
  if (incoming.length === 0) return new Map();
  const wanted = tx.dialect.given<{ scope: number; event_id: string }>(
    { scope: 'integer', event_id: 'text' },
    incoming.map(({ report }) => [report.project_id ?? 0, report.event_id]),
  );
  const rows = await tablesOf(tx)
    .selectFrom(wanted.as('wanted'))
    .innerJoin('error_receipts as receipt', (join) =>
      join.onRef('receipt.event_id', '=', 'wanted.event_id').onRef('receipt.scope', '=', 'wanted.scope'),
    )
    .innerJoin('error_fingerprints as print', 'print.id', 'receipt.fingerprint_id')
    .select(['receipt.scope', 'receipt.event_id', 'print.error_id'])
    .execute();
  return new Map(rows.map(({ scope, event_id, error_id }) => [`${scope} ${event_id}`, error_id]));
}

/** @throws AppError CONFLICT when another server on the same database took one of them meanwhile */
export async function insertReceipts(tx: Tx, counted: readonly Counted[]): Promise<void> {
  const rows = counted.flatMap(({ fingerprintId, reports }) =>
    reports.map(({ report, receivedAt }) => [
      report.project_id ?? 0,
      report.event_id,
      fingerprintId,
      receivedAt,
    ]),
  );
  if (rows.length === 0) return;
  const given = tx.dialect.given<{ scope: number; event_id: string; print: number; at: number }>(
    { scope: 'integer', event_id: 'text', print: 'integer', at: 'integer' },
    rows,
  );
  await sql`insert into error_receipts (scope, event_id, fingerprint_id, received_at)
    select scope, event_id, print, at from ${given} as given`.execute(tablesOf(tx));
}

/** When the newest receipt came (epoch ms) that so many newer ones leave no room for; null: there are not so many. */
export async function findReceiptEdge(source: Source, most: number): Promise<number | null> {
  const edge = await tablesOf(source)
    .selectFrom('error_receipts')
    .select('received_at')
    .orderBy('received_at', 'desc')
    .limit(1)
    .offset(most)
    .executeTakeFirst();
  return edge?.received_at ?? null;
}

/** Forgets receipts, the oldest first. @param before epoch ms @param atOnce how many at most */
export async function dropReceipts(tx: Tx, before: number, atOnce: number): Promise<number> {
  const { numDeletedRows } = await tablesOf(tx)
    .deleteFrom('error_receipts')
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('event_id', 'scope'),
        'in',
        selectFrom('error_receipts')
          .select(['event_id', 'scope'])
          .where('received_at', '<', before)
          .orderBy('received_at')
          .limit(atOnce)
          .$asTuple('event_id', 'scope'),
      ),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

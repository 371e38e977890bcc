import type { Activity } from '@architect/contracts/activity';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import type { ColumnType, Generated, Selectable } from 'kysely';
import type { AuditEntry, Database, Tx } from '../../platform/context.ts';
import { selectPage } from '../../platform/database/select-page.ts';
import { toTime } from '../../platform/time.ts';

interface ActivityTable {
  id: Generated<number>;
  actor: string;
  action: string;
  entity_type: string | null;
  entity_id: string | null;
  details_json: ColumnType<Record<string, unknown>>;
  correlation_id: string | null;
  created_at: number;
}

interface Tables {
  activity: ActivityTable;
}

/** @param createdAt epoch ms */
export async function insertActivity(tx: Tx, entry: AuditEntry, createdAt: number): Promise<Activity> {
  const row = await tx
    .tables<Tables>()
    .insertInto('activity')
    .values({
      actor: entry.actor,
      action: entry.action,
      entity_type: entry.entityType ?? null,
      entity_id: entry.entityId === undefined ? null : String(entry.entityId),
      details_json: entry.details ?? {},
      correlation_id: entry.correlationId ?? null,
      created_at: createdAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toRecord(row);
}

export async function listActivity(
  db: Database,
  list: ListQuery,
): Promise<{ data: Activity[]; pagination: Pagination }> {
  const { rows, pagination } = await selectPage({
    query: db.tables<Tables>().selectFrom('activity').selectAll(),
    list,
    fields: {
      id: 'number',
      actor: 'text',
      action: 'text',
      entity_type: 'text',
      entity_id: 'text',
      created_at: 'time',
    },
    dialect: db.dialect,
  });
  return { data: rows.map(toRecord), pagination };
}

function toRecord({ details_json, created_at, ...row }: Selectable<ActivityTable>): Activity {
  return { ...row, details: details_json, created_at: toTime(created_at) };
}

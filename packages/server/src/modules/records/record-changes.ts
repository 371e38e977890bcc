import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { putFace, type RecordFace, wordFor } from './face-store.ts';
import { putLabels } from './label-store.ts';
import type { RecordRow } from './record-columns.ts';
import type { RecordRules } from './record-service.ts';
import type { Source } from './tables.ts';

/** The changes of records of one kind, each inside a transaction of the caller. */
export interface RecordChanges<Kept, Create, Change> {
  create(tx: Tx, wanted: Create, by: By): Promise<Kept>;
  /** @throws AppError NOT_FOUND, CONFLICT */
  change(tx: Tx, id: number, change: Change & { version?: number | undefined }, by: By): Promise<Kept>;
  /** @throws AppError NOT_FOUND */
  setDeleted(tx: Tx, id: number, by: By, isDeleted: boolean): Promise<Kept>;
}

export function createRecordChanges<
  Row extends RecordRow,
  Kept,
  Create extends object,
  Change extends object,
>({
  clock,
  rules,
}: Pick<ModuleContext, 'clock'> & {
  rules: RecordRules<Row, Kept, Create, Change>;
}): RecordChanges<Kept, Create, Change> {
  const { store, kind } = rules;
  const locked = async (tx: Tx, id: number): Promise<Row> => {
    const row = await store.lock(tx, id);
    if (!row) throw missing(kind, id);
    return row;
  };

  return {
    async create(tx, wanted, by) {
      const now = clock.now();
      const actor = by.actor;
      // The shared columns and the module's own make the whole row, which a generic type cannot say.
      const values = {
        ...(await rules.created(tx, wanted, now)),
        version: 1,
        created_by: actor,
        created_at: now,
        updated_by: actor,
        updated_at: now,
        deleted_at: null,
      } as unknown as Omit<Row, 'id'>;
      const row = await store.insert(tx, values);
      await tell(tx, { rules, row, by, action: 'created' });
      return await showOne(tx, rules, row);
    },
    async change(tx, id, { version, ...rest }, by) {
      // What remains without the version is the change itself.
      const change = rest as unknown as Change;
      const before = await locked(tx, id);
      const current = await showOne(tx, rules, before);
      if (version !== undefined && version !== before.version) throw outdated(before, current, change);
      if (before.deleted_at !== null)
        throw new AppError('CONFLICT', `the ${wordFor(kind)} ${id} is deleted: restore it first`);
      const now = clock.now();
      const values = await rules.changed(tx, before, change, now);
      const changes = differences(before, values);
      if (Object.keys(changes).length === 0) return current;
      const row = await store.update(tx, id, touched(before, values, { by, now }));
      await tell(tx, { rules, row, by, action: 'changed', changes });
      return await showOne(tx, rules, row);
    },
    async setDeleted(tx, id, by, isDeleted) {
      const before = await locked(tx, id);
      if ((before.deleted_at !== null) === isDeleted) return await showOne(tx, rules, before);
      if (!isDeleted) await rules.restored?.(tx, before);
      const now = clock.now();
      const values = { deleted_at: isDeleted ? now : null };
      const row = await store.update(tx, id, touched(before, values, { by, now }));
      await tell(tx, { rules, row, by, action: isDeleted ? 'deleted' : 'restored' });
      return await showOne(tx, rules, row);
    },
  };
}

export function missing(kind: RecordFace['kind'], id: number): AppError {
  return new AppError('NOT_FOUND', `there is no ${wordFor(kind)} ${id}`);
}

/** One row as the API shows it. */
export async function showOne<Row extends RecordRow, Kept>(
  source: Source,
  { toRecords }: { toRecords(source: Source, rows: Row[]): Promise<Kept[]> },
  row: Row,
): Promise<Kept> {
  const [record] = await toRecords(source, [row]);
  if (!record) throw new Error('a record was not shown');
  return record;
}

function touched<Row extends RecordRow>(
  before: Row,
  values: object,
  { by, now }: { by: By; now: number },
): Partial<Omit<Row, 'id'>> {
  const change = { ...values, version: before.version + 1, updated_by: by.actor, updated_at: now };
  // Its own columns and some of the shared ones, which a generic type cannot say.
  return change as unknown as Partial<Omit<Row, 'id'>>;
}

function outdated(before: RecordRow, current: unknown, yours: object): AppError {
  return new AppError(
    'CONFLICT',
    `${before.updated_by} changed it in the meantime: look at both versions and send yours again with version ${before.version}`,
    { details: { current, yours } },
  );
}

/** What really changes, as the history shows it. */
function differences(before: object, values: object): Record<string, { from: unknown; to: unknown }> {
  const changes: Record<string, { from: unknown; to: unknown }> = {};
  for (const [column, to] of Object.entries(values)) {
    const from: unknown = Reflect.get(before, column);
    if (JSON.stringify(from) !== JSON.stringify(to)) changes[column.replace(/_json$/, '')] = { from, to };
  }
  return changes;
}

async function tell<Row extends RecordRow>(
  tx: Tx,
  told: {
    rules: Pick<RecordRules<Row, unknown, never, never>, 'kind' | 'face'>;
    row: Row;
    by: By;
    action: 'created' | 'changed' | 'deleted' | 'restored';
    changes?: Record<string, { from: unknown; to: unknown }>;
  },
): Promise<void> {
  const { rules, row, by, action, changes } = told;
  const { kind } = rules;
  const { body, labels = [], ...face } = rules.face(row);
  const isDeleted = row.deleted_at !== null;
  await putFace(tx, { kind, id: row.id, ...face, is_deleted: isDeleted }, [body, ...labels].join('\n'));
  if (action === 'created' ? labels.length > 0 : changes?.labels)
    await putLabels(tx, { kind, id: row.id }, labels);
  await tx.audit({
    actor: by.actor,
    action: `${kind}.${action}`,
    entityType: kind,
    entityId: row.id,
    details: { title: face.title, ...(changes && { changes }) },
    correlationId: by.correlationId,
  });
  const { id, version } = row;
  const fields = changes && Object.keys(changes);
  tx.publish('record.changed', {
    kind,
    id,
    version,
    project_id: face.project_id,
    deleted: isDeleted,
    fields,
  });
}

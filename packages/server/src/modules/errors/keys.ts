import { randomBytes } from 'node:crypto';
import type { ErrorKey } from '@architect/contracts/error-keys';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { toTime, toTimeOrNull } from '../../platform/time.ts';
import { requireFace } from '../records/index.ts';
import { deleteKey, insertKey, type KeyRow, listKeys, updateKey } from './key-store.ts';

/** The keys with which applications report. */
export interface ErrorKeys {
  list(projectId: number | undefined, baseUrl: string): Promise<ErrorKey[]>;
  create(
    wanted: { project_id: number; name: string; hourly_limit: number | null },
    options: { by: By; baseUrl: string },
  ): Promise<ErrorKey>;
  /** @throws AppError NOT_FOUND */
  change(
    id: number,
    change: {
      name?: string | undefined;
      hourly_limit?: number | null | undefined;
      enabled?: boolean | undefined;
    },
    options: { by: By; baseUrl: string },
  ): Promise<ErrorKey>;
  /** @throws AppError NOT_FOUND */
  remove(id: number, by: By): Promise<void>;
}

export function createErrorKeys({
  db,
  clock,
  onChange,
}: Pick<ModuleContext, 'db' | 'clock'> & {
  /** A key was changed or deleted: what is known of keys is read again. */
  onChange(): void;
}): ErrorKeys {
  return {
    async list(projectId, baseUrl) {
      return (await listKeys(db, projectId)).map((row) => toKey(row, baseUrl));
    },
    create: (wanted, { by, baseUrl }) =>
      db.write(async (tx) => {
        await requireFace(tx, { kind: 'project', id: wanted.project_id });
        const row = await insertKey(tx, {
          ...wanted,
          // 128 bits in hex, as the Sentry SDKs expect a public key.
          public_key: randomBytes(16).toString('hex'),
          is_enabled: true,
          created_by: by.actor,
          created_at: clock.now(),
          last_used_at: null,
        });
        await audit(tx, 'error_key.created', row, by);
        return toKey(row, baseUrl);
      }),
    change: (id, change, { by, baseUrl }) =>
      db.write(async (tx) => {
        const row = await updateKey(tx, id, change);
        if (!row) throw missingKey(id);
        await audit(tx, 'error_key.changed', row, by);
        tx.afterCommit(onChange);
        return toKey(row, baseUrl);
      }),
    remove: (id, by) =>
      db.write(async (tx) => {
        const row = await deleteKey(tx, id);
        if (!row) throw missingKey(id);
        await audit(tx, 'error_key.deleted', row, by);
        tx.afterCommit(onChange);
      }),
  };
}

function missingKey(id: number): AppError {
  return new AppError('NOT_FOUND', `there is no key ${id}`);
}

/** @param baseUrl as the application reaches this server, e.g. `https://dash.example` */
function toKey({ is_enabled, ...row }: KeyRow, baseUrl: string): ErrorKey {
  const dsn = new URL(`/${row.project_id}`, baseUrl);
  dsn.username = row.public_key;
  return {
    ...row,
    dsn: dsn.href,
    enabled: is_enabled,
    created_at: toTime(row.created_at),
    last_used_at: toTimeOrNull(row.last_used_at),
  };
}

async function audit(
  tx: Tx,
  action: string,
  { id, name, project_id, is_enabled, hourly_limit }: KeyRow,
  by: By,
): Promise<void> {
  await tx.audit({
    actor: by.actor,
    action,
    entityType: 'error_key',
    entityId: id,
    details: { name, project_id, enabled: is_enabled, hourly_limit },
    correlationId: by.correlationId,
  });
}

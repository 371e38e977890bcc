import type { ErrorGroup, ErrorGroupDetail } from '@architect/contracts/error-groups';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import { AppError } from '../../platform/app-error.ts';
import type { By } from '../../platform/by.ts';
import type { ModuleContext, Tx } from '../../platform/context.ts';
import { toTime } from '../../platform/time.ts';
import { type RecordStore, requirePlace, type Source } from '../records/index.ts';
import {
  type Act,
  type ErrorEdit,
  editing,
  ignoring,
  type Quiet,
  reopening,
  resolving,
} from './error-acts.ts';
import { putErrorFace, tell, titleOf } from './error-changes.ts';
import { toErrorGroups } from './error-rules.ts';
import { countBy, countByHour, fingerprintsOf, listEvents, wasSeen } from './error-store.ts';
import type { ErrorRow } from './tables.ts';

const monthMs = 30 * 86_400_000;

/** Everything people do with errors. Each act is audited; NOT_FOUND is thrown for an error that is not there. */
export interface ErrorService {
  list(query: ListQuery): Promise<{ data: ErrorGroup[]; pagination: Pagination }>;
  read(id: number): Promise<ErrorGroupDetail>;
  events(id: number, query: ListQuery): ReturnType<typeof listEvents>;
  change(id: number, edit: ErrorEdit, by: By): Promise<ErrorGroup>;
  resolve(id: number, release: string | undefined, by: By): Promise<ErrorGroup>;
  /** For ever without `until` (RFC 3339) and `reports`. */
  ignore(id: number, quiet: Quiet, by: By): Promise<ErrorGroup>;
  reopen(id: number, by: By): Promise<ErrorGroup>;
  /** Sets values inside a transaction of the caller, as one audited act. */
  setIn(tx: Tx, id: number, act: Act): Promise<ErrorRow>;
}

interface ErrorServiceOptions extends Pick<ModuleContext, 'db' | 'clock'> {
  store: RecordStore<ErrorRow>;
}

export function createErrorService(options: ErrorServiceOptions): ErrorService {
  const { db, clock, store } = options;
  const show = async (row: ErrorRow): Promise<ErrorGroup> => {
    const [group] = await toErrorGroups(db, [row], clock.now());
    if (!group) throw missing(row.id);
    return group;
  };
  const setIn: ErrorService['setIn'] = (tx, id, act) => applyAct(tx, id, { ...options, act });
  const set = async (id: number, act: Act): Promise<ErrorGroup> =>
    await show(await db.write((tx) => setIn(tx, id, act)));

  return {
    setIn,
    async list(query) {
      const { rows, pagination } = await store.list(query, seenConditions(query));
      return { data: await toErrorGroups(db, rows, clock.now()), pagination };
    },
    async read(id) {
      const row = await store.find(db, id);
      if (!row || row.deleted_at !== null) throw missing(id);
      return { ...(await show(row)), ...(await readDetail(db, id, clock.now() - monthMs)) };
    },
    async events(id, query) {
      if (!(await store.find(db, id))) throw missing(id);
      return await listEvents(db, id, query);
    },
    change: (id, edit, by) => set(id, editing(edit, by)),
    resolve: (id, release, by) => set(id, resolving(release, by, clock.now())),
    ignore: (id, quiet, by) => set(id, ignoring(quiet, by)),
    reopen: (id, by) => set(id, reopening(by)),
  };
}

/** Parameters of the list that look at all reports of an error, not at its last one. */
function seenConditions(query: ListQuery) {
  const columns = {
    seen_on: 'node_id',
    seen_in_release: 'release',
    seen_in_environment: 'environment',
  } as const;
  return (Object.keys(columns) as (keyof typeof columns)[]).flatMap((name) => {
    const value = query[name];
    return typeof value === 'string' ? [wasSeen(columns[name], value)] : [];
  });
}

/** @param since epoch ms of the first hour that is told */
async function readDetail(
  source: Source,
  id: number,
  since: number,
): Promise<Pick<ErrorGroupDetail, 'occurrences' | 'fingerprints'>> {
  const [by_hour, by_node, by_release, by_environment, fingerprints] = await Promise.all([
    countByHour(source, id, since),
    countBy(source, id, 'node_id'),
    countBy(source, id, 'release'),
    countBy(source, id, 'environment'),
    fingerprintsOf(source, id),
  ]);
  return {
    occurrences: { by_hour, by_node, by_release, by_environment },
    fingerprints: fingerprints.map(({ first_seen: _first, last_seen, ...print }) => ({
      ...print,
      last_seen: toTime(last_seen),
    })),
  };
}

async function applyAct(
  tx: Tx,
  id: number,
  { act, store, clock }: ErrorServiceOptions & { act: Act },
): Promise<ErrorRow> {
  const { action, by, values, details } = act;
  const before = await store.lock(tx, id);
  if (!before || before.deleted_at !== null) throw missing(id);
  const wanted = values(before);
  if (wanted.project_id !== undefined) await requirePlace(tx, { project_id: wanted.project_id });
  const row = await store.update(tx, id, {
    ...wanted,
    version: before.version + 1,
    updated_by: by.actor,
    updated_at: clock.now(),
  });
  await putErrorFace(tx, row);
  await tx.audit({
    actor: by.actor,
    action,
    entityType: 'error',
    entityId: id,
    details: { title: titleOf(row), changes: differences(before, wanted), ...details },
    correlationId: by.correlationId,
  });
  tell(tx, row);
  return row;
}

export function missing(id: number): AppError {
  return new AppError('NOT_FOUND', `there is no error ${id}`);
}

function differences(before: object, values: object): Record<string, { from: unknown; to: unknown }> {
  return Object.fromEntries(
    Object.entries(values)
      .map(([name, to]) => [name, { from: Reflect.get(before, name) as unknown, to }] as const)
      .filter(([, { from, to }]) => from !== to),
  );
}

import type { Clock, Tx } from '../../platform/context.ts';
import { putFaces, type RecordStore } from '../records/index.ts';
import { type Heap, type Incoming, safeReport, span } from './heap.ts';
import { isOlderRelease } from './is-older-release.ts';
import type { KnownError } from './known-errors.ts';
import { insertErrors } from './new-error-store.ts';
import type { ErrorRow } from './tables.ts';

/** What reports do to errors. */
export interface ErrorChanges {
  /** New errors, one of each heap, with its reports counted. @returns them in the order given */
  begin(tx: Tx, heaps: readonly Heap[]): Promise<ErrorRow[]>;
  /**
   * Opens errors again where their new reports ask for it.
   * @param before as they were, and locked, before the reports were counted; one may be there twice
   * @returns the ids of those that are open again
   */
  seen(
    tx: Tx,
    before: readonly KnownError[],
    reportsOf: ReadonlyMap<number, readonly Incoming[]>,
  ): Promise<ReadonlySet<number>>;
}

const actor = 'reports';

export function createErrorChanges({
  clock,
  store,
}: {
  clock: Clock;
  store: RecordStore<ErrorRow>;
}): ErrorChanges {
  return {
    async begin(tx, heaps) {
      const now = clock.now();
      const rows = await insertErrors(
        tx,
        heaps.map((heap) => newError(heap, now)),
      );
      await putFaces(tx, rows.map(faceOf));
      await tx.auditAll(
        rows.map((row) => ({
          actor,
          action: 'error.created',
          entityType: 'error',
          entityId: row.id,
          details: { title: titleOf(row), severity: row.severity },
        })),
      );
      for (const row of rows) {
        tell(tx, row);
        alert(tx, row, true);
      }
      return rows;
    },
    async seen(tx, before, reportsOf) {
      const now = clock.now();
      const reopened = new Set<number>();
      for (const error of before) {
        const because = reopened.has(error.id) ? null : comesBack(error, reportsOf.get(error.id) ?? [], now);
        if (because === null) continue;
        await reopen(tx, error, { because, now, store });
        reopened.add(error.id);
      }
      return reopened;
    },
  };
}

async function reopen(
  tx: Tx,
  before: KnownError,
  { because, now, store }: { because: string; now: number; store: RecordStore<ErrorRow> },
): Promise<void> {
  const isRegression = before.status === 'resolved';
  const row = await store.update(tx, before.id, {
    ...opened,
    deleted_at: null,
    regressions: before.regressions + (isRegression ? 1 : 0),
    version: before.version + 1,
    updated_by: actor,
    updated_at: now,
  });
  await putErrorFace(tx, row);
  await tx.audit({
    actor,
    action: isRegression ? 'error.regressed' : 'error.reopened',
    entityType: 'error',
    entityId: before.id,
    details: { title: titleOf(row), because, changes: { status: { from: before.status, to: 'open' } } },
  });
  tell(tx, row);
  alert(tx, row, false);
}

/** The values that make an error open. */
export const opened = {
  status: 'open',
  resolved_at: null,
  resolved_in_release: null,
  ignored_until: null,
  ignored_until_count: null,
} as const satisfies Partial<ErrorRow>;

/** Why an error that was dealt with is open again; null: it is open, or stays as it is. */
function comesBack(before: KnownError, reports: readonly Incoming[], now: number): string | null {
  if (before.deleted_at !== null) return 'it was archived';
  if (before.status === 'resolved') {
    const { resolved_in_release: fixedIn, resolved_at: resolvedAt } = before;
    const back = reports.find(
      ({ report: { release, at } }) =>
        at >= (resolvedAt ?? 0) &&
        !(fixedIn !== null && release !== null && isOlderRelease(release, fixedIn)),
    );
    return back
      ? `reported again${back.report.release === null ? '' : ` by release ${back.report.release}`}`
      : null;
  }
  if (before.status !== 'ignored') return null;
  const { ignored_until: until, ignored_until_count: untilCount } = before;
  if (until !== null && until <= now) return 'it was to be ignored until now';
  const counted = before.occurrence_count + reports.length;
  if (untilCount !== null && counted >= untilCount) return `it was reported ${counted} times`;
  return null;
}

function newError(heap: Heap, now: number): Omit<ErrorRow, 'id'> {
  const [first] = heap.reports;
  if (!first) throw new Error('a heap of reports is empty');
  const report = safeReport(first);
  const { first: firstSeen, last: lastSeen } = span(heap.reports);
  return {
    version: 1,
    created_by: actor,
    created_at: now,
    updated_by: actor,
    updated_at: now,
    deleted_at: null,
    project_id: report.project_id,
    error_type: report.error_type,
    message: report.message,
    source: report.source,
    severity: report.severity,
    ...opened,
    platform: report.platform,
    assigned_to: null,
    occurrence_count: heap.reports.length,
    first_seen: firstSeen,
    last_seen: lastSeen,
    first_release: report.release,
    last_release: report.release,
    node_id: report.node_id,
    environment: report.environment,
    bug_id: null,
    regressions: 0,
    grouping_json: heap.grouping,
  };
}

/** What an error is called where a line must do. */
export function titleOf({ error_type, message }: Pick<ErrorRow, 'error_type' | 'message'>): string {
  const line = message.split('\n', 1)[0] ?? '';
  return (line.startsWith(error_type) ? line : `${error_type}: ${line}`).slice(0, 500);
}

export async function putErrorFace(tx: Tx, row: ErrorRow): Promise<void> {
  await putFaces(tx, [faceOf(row)]);
}

function faceOf(row: ErrorRow): Parameters<typeof putFaces>[1][number] {
  const { id, project_id, status, message, source } = row;
  const face = {
    kind: 'error',
    id,
    project_id,
    status,
    title: titleOf(row),
    is_deleted: row.deleted_at !== null,
  } as const;
  return { face, body: `${message}\n${source}` };
}

function alert(tx: Tx, row: ErrorRow, isNew: boolean): void {
  const { id, severity } = row;
  if (severity === 'critical' || severity === 'error')
    tx.publish('errors.alerted', { id, severity, title: titleOf(row), is_new: isNew });
}

export function tell(tx: Tx, { id, version, project_id, deleted_at }: ErrorRow): void {
  tx.publish('record.changed', { kind: 'error', id, version, project_id, deleted: deleted_at !== null });
}

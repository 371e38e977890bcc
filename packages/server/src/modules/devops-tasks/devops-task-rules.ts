import type { DevopsTask, DevopsTaskChange, NewDevopsTask } from '@architect/contracts/devops-tasks';
import { toTimeOrNull } from '../../platform/time.ts';
import { type RecordRules, type RecordStore, requirePlace, timesOf } from '../records/index.ts';
import type { DevopsTaskRow } from './store.ts';

/** What devops tasks add to records: the time of their completion. Every status may follow every other. */
export function devopsTaskRules(
  store: RecordStore<DevopsTaskRow>,
): RecordRules<DevopsTaskRow, DevopsTask, NewDevopsTask, DevopsTaskChange> {
  return {
    store,
    kind: 'devops_task',
    async created(tx, { labels, ...wanted }, now) {
      await requirePlace(tx, wanted);
      return { ...wanted, labels_json: labels, completed_at: wanted.status === 'completed' ? now : null };
    },
    async changed(tx, before, { labels, ...change }, now) {
      if (change.project_id !== undefined) await requirePlace(tx, { project_id: change.project_id });
      const { status = before.status } = change;
      const completed_at = status === 'completed' ? (before.completed_at ?? now) : null;
      return { ...change, ...(labels && { labels_json: labels }), completed_at };
    },
    toRecords: async (_source, rows) =>
      rows.map(({ labels_json, ...row }) => ({
        ...row,
        ...timesOf(row),
        labels: labels_json,
        completed_at: toTimeOrNull(row.completed_at),
      })),
    face: ({ title, status, project_id, description, labels_json }) => ({
      title,
      status,
      project_id,
      body: description,
      labels: labels_json,
    }),
  };
}

import {
  type Feature,
  type FeatureChange,
  type FeatureStatus,
  featureMoves,
  type NewFeature,
} from '@architect/contracts/features';
import { toTimeOrNull } from '../../platform/time.ts';
import { type RecordRules, type RecordStore, refuseMove, requirePlace, timesOf } from '../records/index.ts';
import type { FeatureRow } from './store.ts';

/** What features add to records: the moves of their workflow, and when the work began and ended. */
export function featureRules(
  store: RecordStore<FeatureRow>,
): RecordRules<FeatureRow, Feature, NewFeature, FeatureChange> {
  return {
    store,
    kind: 'feature',
    async created(tx, { labels, ...wanted }, now) {
      await requirePlace(tx, wanted);
      const begun = { started_at: null, completed_at: null };
      return { ...wanted, labels_json: labels, ...timesOfStatus(begun, wanted.status, now) };
    },
    async changed(tx, before, { labels, ...change }, now) {
      const { project_id, milestone_id, status = before.status } = change;
      if (project_id !== undefined || milestone_id !== undefined)
        await requirePlace(tx, { ...before, ...change });
      refuseMove(featureMoves, before.status, status);
      return {
        ...change,
        ...(labels && { labels_json: labels }),
        ...timesOfStatus(before, status, now),
      };
    },
    toRecords: async (_source, rows) => rows.map(toFeature),
    face: ({ name, status, project_id, description, spec, labels_json }) => ({
      title: name,
      status,
      project_id,
      body: [description, spec].join('\n'),
      labels: labels_json,
    }),
  };
}

/** Work begins once; the end is forgotten when a feature comes back from it. */
function timesOfStatus(
  before: Pick<FeatureRow, 'started_at' | 'completed_at'>,
  status: FeatureStatus,
  now: number,
): Pick<FeatureRow, 'started_at' | 'completed_at'> {
  const isBegun = status === 'in_progress' || status === 'review' || status === 'completed';
  return {
    started_at: before.started_at ?? (isBegun ? now : null),
    completed_at: status === 'completed' ? (before.completed_at ?? now) : null,
  };
}

function toFeature({ labels_json, ...row }: FeatureRow): Feature {
  return {
    ...row,
    ...timesOf(row),
    labels: labels_json,
    started_at: toTimeOrNull(row.started_at),
    completed_at: toTimeOrNull(row.completed_at),
  };
}

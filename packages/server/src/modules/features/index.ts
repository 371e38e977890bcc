import {
  type Feature,
  type FeatureChange,
  featureFields,
  featureRecords,
  type NewFeature,
} from '@architect/contracts/features';
import type { ModuleContext } from '../../platform/context.ts';
import {
  bindRecordRoutes,
  createRecordService,
  createRecordStore,
  type RecordService,
  type Source,
  sumByMilestone,
} from '../records/index.ts';
import { featureRules } from './feature-rules.ts';
import { countFeaturesOfMilestones, type FeatureRow } from './store.ts';

/** Of one milestone, in its release notes. */
const mostListed = 1_000;

export interface Features extends RecordService<Feature, NewFeature, FeatureChange> {
  /** All and completed ones of each milestone. */
  countInMilestones(
    source: Source,
    ids: readonly number[],
  ): Promise<Map<number, { total: number; done: number }>>;
  completedIn(milestoneId: number): Promise<Feature[]>;
}

/** What a project will be able to do, from the first idea to its completion. */
export function createFeatures(context: ModuleContext): Features {
  const store = createRecordStore<FeatureRow>({
    ...context,
    kind: 'feature',
    table: 'features',
    fields: featureFields,
  });
  const service = createRecordService({ ...context, rules: featureRules(store) });
  bindRecordRoutes(context.bind, featureRecords, service);
  return {
    ...service,
    completedIn: async (milestone_id) =>
      (await service.list({ milestone_id, status: 'completed', sort: 'id', page: 1, per_page: mostListed }))
        .data,
    async countInMilestones(source, ids) {
      return sumByMilestone(await countFeaturesOfMilestones(source, ids), {
        done: ['completed'],
        out: ['cancelled'],
      });
    },
  };
}

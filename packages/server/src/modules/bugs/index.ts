import { type Bug, type BugChange, bugFields, bugRecords } from '@architect/contracts/bugs';
import type { ModuleContext } from '../../platform/context.ts';
import {
  bindRecordRoutes,
  createRecordService,
  createRecordStore,
  type RecordService,
  type Source,
  sumByMilestone,
} from '../records/index.ts';
import { bugRules, type WantedBug } from './bug-rules.ts';
import { type BugRow, countBugsOfMilestones, countCriticalBugs, countOpenBySeverity } from './store.ts';

/** Of one milestone, in its release notes. */
const mostListed = 1_000;

export interface Bugs extends RecordService<Bug, WantedBug, BugChange> {
  /** All and resolved ones of each milestone. */
  countInMilestones(
    source: Source,
    ids: readonly number[],
  ): Promise<Map<number, { total: number; done: number }>>;
  resolvedIn(milestoneId: number): Promise<Bug[]>;
  /** Critical ones that nobody has resolved, by project. */
  countCritical(source: Source, projectIds: readonly number[]): Promise<Map<number, number>>;
  /** Those of a project that nobody has resolved, by severity. */
  countOpenBySeverity(projectId: number): Promise<Record<string, number>>;
}

/** What does not work as it should, from the report to its resolution. */
export function createBugs(context: ModuleContext): Bugs {
  const store = createRecordStore<BugRow>({ ...context, kind: 'bug', table: 'bugs', fields: bugFields });
  const service = createRecordService({ ...context, rules: bugRules(store) });
  bindRecordRoutes(context.bind, bugRecords, service);
  return {
    ...service,
    resolvedIn: async (milestone_id) =>
      (
        await service.list({
          milestone_id,
          status_in: 'resolved,closed',
          sort: 'id',
          page: 1,
          per_page: mostListed,
        })
      ).data,
    async countInMilestones(source, ids) {
      const counts = await countBugsOfMilestones(source, ids);
      return sumByMilestone(counts, { done: ['resolved', 'closed'], out: ['wont_fix'] });
    },
    countCritical: countCriticalBugs,
    countOpenBySeverity: (projectId) => countOpenBySeverity(context.db, projectId),
  };
}

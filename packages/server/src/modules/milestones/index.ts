import type { Bug } from '@architect/contracts/bugs';
import type { Feature } from '@architect/contracts/features';
import {
  type Milestone,
  type MilestoneChange,
  milestoneEndpoints,
  milestoneFields,
  milestoneRecords,
  type NewMilestone,
} from '@architect/contracts/milestones';
import type { ModuleContext } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import {
  bindRecordRoutes,
  createRecordService,
  createRecordStore,
  type RecordService,
} from '../records/index.ts';
import { type CountInMilestones, milestoneRules } from './milestone-rules.ts';
import { writeReleaseNotes } from './release-notes.ts';
import type { MilestoneRow } from './store.ts';

export type Milestones = RecordService<Milestone, NewMilestone, MilestoneChange>;

export interface MilestonesOptions extends ModuleContext {
  /** Each kind of records that milestones hold. */
  counters: readonly CountInMilestones[];
  /** What a milestone has brought. */
  doneIn(milestoneId: number): Promise<{ features: Feature[]; bugs: Bug[] }>;
}

/** Groups of features and bugs with a day they are due. */
export function createMilestones({ counters, doneIn, ...context }: MilestonesOptions): Milestones {
  const store = createRecordStore<MilestoneRow>({
    ...context,
    kind: 'milestone',
    table: 'milestones',
    fields: milestoneFields,
    defaultSort: 'target_date,id',
  });
  const service = createRecordService({ ...context, rules: milestoneRules(store, counters) });
  bindRecordRoutes(context.bind, milestoneRecords, service);
  context.bind(milestoneEndpoints.milestoneReleaseNotes, async ({ params: { id } }) => {
    const milestone = await service.read(id);
    return success({ markdown: writeReleaseNotes(milestone, await doneIn(id)) });
  });
  return service;
}

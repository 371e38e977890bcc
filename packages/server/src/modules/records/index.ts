import type { ModuleContext } from '../../platform/context.ts';
import { createComments } from './comments.ts';
import { createLinks, type Links } from './links.ts';
import { bindPartRoutes, type PartRoutes } from './part-routes.ts';
import { createRelations, type Relations } from './relations.ts';

export { fenceText } from './fence-text.ts';
export { refuseMove, requirePlace } from './place.ts';
export { addRecordColumns, type RecordColumns, type RecordRow, timesOf } from './record-columns.ts';
export { countByProject, findFace, putFace, requireFace } from './record-index.ts';
export { bindRecordRoutes, byOf } from './record-routes.ts';
export { type By, createRecordService, type RecordRules, type RecordService } from './record-service.ts';
export { createRecordStore, type RecordStore } from './record-store.ts';
export { sumByMilestone } from './sum-by-milestone.ts';
export type { Source } from './tables.ts';

/** What people add to records of any kind. The rest of this door is what a kind of records is made of. */
export interface Records {
  links: Links;
  relations: Relations;
}

export function createRecords(options: ModuleContext & Pick<PartRoutes, 'historyOf'>): Records {
  const comments = createComments(options);
  const links = createLinks(options);
  const relations = createRelations(options);
  bindPartRoutes({ ...options, comments, links, relations });
  return { links, relations };
}

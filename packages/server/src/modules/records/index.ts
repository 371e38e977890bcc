import type { ModuleContext } from '../../platform/context.ts';
import type { ActivityTrail } from '../activity/index.ts';
import { createComments } from './comments.ts';
import { findFace, searchFaces } from './face-store.ts';
import { countLabels } from './label-store.ts';
import { createLinks, type Links } from './links.ts';
import { bindPartRoutes } from './part-routes.ts';
import { missing } from './record-changes.ts';
import { createRelations, type Relations } from './relations.ts';

export {
  countByProject,
  countByStatus,
  findFace,
  isAboutProject,
  isInProject,
  putFace,
  putFaces,
  requireFace,
} from './face-store.ts';
export { fenceText } from './fence-text.ts';
export { addListIndices, fillLabels } from './list-migrations.ts';
export { refuseMove, requirePlace } from './place.ts';
export {
  addRecordColumns,
  addRecordKey,
  type RecordColumns,
  type RecordRow,
  timesOf,
} from './record-columns.ts';
export { bindRecordRoutes } from './record-routes.ts';
export { createRecordService, type RecordRules, type RecordService } from './record-service.ts';
export { createRecordStore, type RecordStore } from './record-store.ts';
export { sumByMilestone } from './sum-by-milestone.ts';
export type { Source } from './tables.ts';
export { tellPart } from './tell-part.ts';

/** What people add to records of any kind. The rest of this door is what a kind of records is made of. */
export interface Records {
  links: Links;
  relations: Relations;
}

export interface RecordsOptions extends ModuleContext {
  /** The audit trail of one thing. */
  historyOf: ActivityTrail['historyOf'];
}

export function createRecords(options: RecordsOptions): Records {
  const { db, historyOf } = options;
  const comments = createComments(options);
  const links = createLinks(options);
  const relations = createRelations(options);
  bindPartRoutes({
    ...options,
    comments,
    links,
    relations,
    async history({ kind, id }, query) {
      if (!(await findFace(db, { kind, id }))) throw missing(kind, id);
      return await historyOf({ type: kind, id }, query);
    },
    search: (wanted) => searchFaces(db, wanted),
    labels: (of) => countLabels(db, of),
  });
  return { links, relations };
}

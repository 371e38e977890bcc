import type { Activity } from '@architect/contracts/activity';
import { recordPartEndpoints } from '@architect/contracts/record-parts';
import type { RecordRef } from '@architect/contracts/records';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import { AppError } from '../../platform/app-error.ts';
import type { Call, Database, ModuleContext } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import type { Comments } from './comments.ts';
import type { Links } from './links.ts';
import { findFace, searchFaces, wordFor } from './record-index.ts';
import { byOf } from './record-routes.ts';
import type { Relations } from './relations.ts';

export interface PartRoutes extends Pick<ModuleContext, 'bind' | 'db'> {
  comments: Comments;
  links: Links;
  relations: Relations;
  /** The audit trail of one thing. */
  historyOf(
    entity: { type: string; id: number },
    query: ListQuery,
  ): Promise<{ data: Activity[]; pagination: Pagination }>;
}

export function bindPartRoutes({ bind, db, comments, links, relations, historyOf }: PartRoutes): void {
  const parts = recordPartEndpoints;
  bind(parts.listComments, async ({ params }) => success(await comments.list(params)));
  bind(parts.addComment, async ({ params, body }, call) => {
    const added = await comments.add(params, body.body, byOf(call));
    return success(added, { id: added.id });
  });
  bind(parts.editComment, async ({ params, body }, call) =>
    success(await comments.edit(params.id, body.body, authorOf(call))),
  );
  bind(parts.deleteComment, async ({ params }, call) =>
    success(await comments.remove(params.id, authorOf(call))),
  );
  bind(parts.listRelations, async ({ params }) => success(await relations.list(params)));
  bind(parts.addRelation, async ({ params, body }, call) => {
    const added = await relations.add(params, body, byOf(call));
    return success(added, { id: added.id });
  });
  bind(parts.removeRelation, async ({ params: { id } }, call) => {
    await relations.remove(id, byOf(call));
    return success({ id });
  });
  bind(parts.listLinks, async ({ params }) => success(await links.list(params)));
  bind(parts.addLink, async ({ params, body }, call) => {
    const added = await links.add(params, body, byOf(call));
    return success(added, { id: added.id });
  });
  bind(parts.removeLink, async ({ params: { id } }, call) => {
    await links.remove(id, byOf(call));
    return success({ id });
  });
  bind(parts.listRecordHistory, async ({ params, query }) => {
    await refuseUnknown(db, params);
    const { data, pagination } = await historyOf({ type: params.kind, id: params.id }, query);
    return success(data, { pagination });
  });
  bind(parts.searchRecords, async ({ query }) => success(await searchFaces(db, query)));
}

/** The history of a deleted record is still there. */
async function refuseUnknown(db: Database, ref: RecordRef): Promise<void> {
  if (!(await findFace(db, ref)))
    throw new AppError('NOT_FOUND', `there is no ${wordFor(ref.kind)} ${ref.id}`);
}

function authorOf(call: Call) {
  const by = byOf(call);
  if (!call.caller) throw new AppError('NOT_SIGNED_IN');
  return { ...by, caller: call.caller };
}

import type { Activity } from '@architect/contracts/activity';
import { recordPartEndpoints, type SearchHit, type UsedLabel } from '@architect/contracts/record-parts';
import type { RecordKind, RecordRef } from '@architect/contracts/records';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import { byOf } from '../../platform/by.ts';
import type { ModuleContext } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import type { Comments } from './comments.ts';
import type { Search } from './face-store.ts';
import type { Links } from './links.ts';
import type { Relations } from './relations.ts';

export interface PartRoutes extends Pick<ModuleContext, 'bind'> {
  comments: Comments;
  links: Links;
  relations: Relations;
  /** Every change of a record, also of a deleted one. @throws AppError NOT_FOUND */
  history(record: RecordRef, query: ListQuery): Promise<{ data: Activity[]; pagination: Pagination }>;
  /** The best hits over all kinds of records. */
  search(wanted: Search): Promise<SearchHit[]>;
  labels(of: { kind: RecordKind; project_id?: number | undefined }): Promise<UsedLabel[]>;
}

export function bindPartRoutes({
  bind,
  comments,
  links,
  relations,
  history,
  search,
  labels,
}: PartRoutes): void {
  const parts = recordPartEndpoints;
  bind(parts.listComments, async ({ params }) => success(await comments.list(params)));
  bind(parts.addComment, async ({ params, body }, call) => {
    const added = await comments.add(params, body.body, byOf(call));
    return success(added, { id: added.id });
  });
  bind(parts.editComment, async ({ params, body }, call) =>
    success(await comments.edit(params.id, body.body, byOf(call))),
  );
  bind(parts.deleteComment, async ({ params }, call) =>
    success(await comments.remove(params.id, byOf(call))),
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
    const { data, pagination } = await history(params, query);
    return success(data, { pagination });
  });
  bind(parts.listLabels, async ({ query }) => success(await labels(query)));
  bind(parts.searchRecords, async ({ query }) => success(await search(query)));
}

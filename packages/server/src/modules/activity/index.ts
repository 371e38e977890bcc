import { type Activity, activityEndpoints } from '@architect/contracts/activity';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import type { RawBuilder } from 'kysely';
import { AppError } from '../../platform/app-error.ts';
import type { Clock, ModuleContext } from '../../platform/context.ts';
import type { AuditWriter } from '../../platform/database/database.ts';
import { success } from '../../platform/http/success.ts';
import { conditionsOf } from './filter-store.ts';
import { readTimeline } from './read-timeline.ts';
import { insertActivity, listActivity, readFeed, valuesOf } from './store.ts';

/**
 * The audit trail. Given to the database when it opens, so that every module's `tx.audit` lands here: one row for each
 * change in its transaction, and one live event after the commit.
 */
export function createAuditWriter({ clock }: { clock: Clock }): AuditWriter {
  return async (tx, entries) => {
    for (const activity of await insertActivity(tx, entries, clock.now()))
      tx.publish('activity.added', activity);
  };
}

export interface ActivityTrail {
  /** What happened to one thing, newest first. */
  historyOf(
    entity: { type: string; id: number },
    query: ListQuery,
  ): Promise<{ data: Activity[]; pagination: Pagination }>;
  /** The last entries, of one project or of everything, newest first. */
  latest(limit: number, projectId?: number): Promise<Activity[]>;
}

export interface ActivityOptions extends Pick<ModuleContext, 'db' | 'bind' | 'clock'> {
  /** The condition that an entry belongs to a project; kept by the module that knows what belongs where. */
  ofProject(projectId: number): RawBuilder<boolean>;
  /** @throws AppError NOT_FOUND */
  requireProject(projectId: number): Promise<unknown>;
}

/** Binds the endpoints of the audit trail. */
export function createActivity(options: ActivityOptions): ActivityTrail {
  const { db, bind, clock, ofProject, requireProject } = options;
  bind(activityEndpoints.listActivity, async ({ query: { project_id, ...list } }) => {
    const scope = typeof project_id === 'number' ? ofProject(project_id) : undefined;
    const { data, pagination } = await listActivity(db, list, scope);
    return success(data, { pagination });
  });
  bind(activityEndpoints.listProjectActivity, async ({ params: { id }, query }) => {
    await requireProject(id);
    const { data, pagination } = await listActivity(db, query, ofProject(id));
    return success(data, { pagination });
  });
  bind(activityEndpoints.activityTimeline, async ({ query: { days, ...filter } }) =>
    success(await readTimeline({ days, conditions: conditionsOf(filter, ofProject) }, options)),
  );
  bindFeed(options);
  bind(activityEndpoints.logActivity, async ({ body }, { caller, correlationId }) => {
    if (!caller) throw new AppError('NOT_SIGNED_IN');
    const activity = await db.write(async (tx) => {
      const entry = {
        actor: caller.actor,
        action: body.action,
        entityType: body.entity_type,
        entityId: body.entity_id,
        details: body.details,
        correlationId,
      };
      const [saved] = await insertActivity(tx, [entry], clock.now());
      if (!saved) throw new Error('an entry of the audit trail was not saved');
      tx.publish('activity.added', saved);
      return saved;
    });
    return success(activity, { id: activity.id });
  });
  return {
    historyOf: ({ type, id }, query) =>
      listActivity(db, { ...query, entity_type: type, entity_id: String(id) }),
    latest: (limit, project_id) =>
      readFeed(db, { before: null, limit, conditions: conditionsOf({ project_id }, ofProject) }),
  };
}

function bindFeed({ db, bind, ofProject }: ActivityOptions): void {
  bind(activityEndpoints.activityFeed, async ({ query: { cursor, limit, ...filter } }) => {
    const before = cursor === undefined ? null : Number(cursor);
    // One more than asked for tells whether there is another page.
    const found = await readFeed(db, {
      before,
      limit: limit + 1,
      conditions: conditionsOf(filter, ofProject),
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return success(page, { next_cursor: found.length > limit && last ? String(last.id) : null });
  });
  bind(activityEndpoints.activityValues, async () => {
    const [actors, actions, entity_types] = await Promise.all([
      valuesOf(db, 'actor'),
      valuesOf(db, 'action'),
      valuesOf(db, 'entity_type'),
    ]);
    return success({ actors, actions, entity_types });
  });
}

import { type Activity, activityEndpoints } from '@architect/contracts/activity';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import { AppError } from '../../platform/app-error.ts';
import type { Clock, ModuleContext } from '../../platform/context.ts';
import type { AuditWriter } from '../../platform/database/database.ts';
import { success } from '../../platform/http/success.ts';
import { insertActivity, listActivity } from './store.ts';

/**
 * The audit trail. Given to the database when it opens, so that every module's `tx.audit` lands here: one row in the
 * transaction of the change, and one live event after its commit.
 */
export function createAuditWriter({ clock }: { clock: Clock }): AuditWriter {
  return async (tx, entry) => {
    const activity = await insertActivity(tx, entry, clock.now());
    tx.publish('activity.added', activity);
  };
}

export interface ActivityTrail {
  /** What happened to one thing, newest first. */
  historyOf(
    entity: { type: string; id: number },
    query: ListQuery,
  ): Promise<{ data: Activity[]; pagination: Pagination }>;
}

/** Binds the two endpoints of the audit trail. */
export function createActivity({
  db,
  bind,
  clock,
}: Pick<ModuleContext, 'db' | 'bind' | 'clock'>): ActivityTrail {
  bind(activityEndpoints.listActivity, async ({ query }) => {
    const { data, pagination } = await listActivity(db, query);
    return success(data, { pagination });
  });
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
      const saved = await insertActivity(tx, entry, clock.now());
      tx.publish('activity.added', saved);
      return saved;
    });
    return success(activity, { id: activity.id });
  });
  return {
    historyOf: ({ type, id }, query) =>
      listActivity(db, { ...query, entity_type: type, entity_id: String(id) }),
  };
}

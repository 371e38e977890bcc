import { type Interaction, interactionFields } from '@architect/contracts/interactions';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import { AppError } from '../../platform/app-error.ts';
import type { Database } from '../../platform/context.ts';
import { selectPage } from '../../platform/database/select-page.ts';
import { findInteraction, type InteractionTables, toInteraction } from './store.ts';

/** A page of interactions, newest first unless asked otherwise. Filters are those of the contract of `listInteractions`. */
export async function listInteractions(
  db: Database,
  list: ListQuery,
): Promise<{ data: Interaction[]; pagination: Pagination }> {
  const { rows, pagination } = await selectPage({
    query: db.tables<InteractionTables>().selectFrom('interactions').selectAll(),
    list,
    fields: interactionFields,
    dialect: db.dialect,
  });
  return { data: rows.map(toInteraction), pagination };
}

/** @throws AppError NOT_FOUND */
export async function readInteraction(db: Database, id: number): Promise<Interaction> {
  const row = await findInteraction(db.tables<InteractionTables>(), id);
  if (!row) throw new AppError('NOT_FOUND', `there is no interaction ${id}`);
  return toInteraction(row);
}

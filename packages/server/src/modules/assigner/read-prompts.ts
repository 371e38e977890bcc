import { type Prompt, type PromptDetail, promptFields } from '@architect/contracts/prompts';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import { AppError } from '../../platform/app-error.ts';
import type { Database } from '../../platform/context.ts';
import { selectPage } from '../../platform/database/select-page.ts';
import { toTime } from '../../platform/time.ts';
import { historyOf } from './attempt-store.ts';
import type { PromptRecords } from './prompt-records.ts';
import { findPrompt } from './prompt-store.ts';
import type { AssignerTables } from './tables.ts';

/** A page of prompts, newest first unless asked otherwise. Filters are those of the contract of `listPrompts`. */
export async function listPrompts(
  db: Database,
  list: ListQuery,
  records: PromptRecords,
): Promise<{ data: Prompt[]; pagination: Pagination }> {
  const { rows, pagination } = await selectPage({
    query: db.tables<AssignerTables>().selectFrom('prompts').selectAll(),
    list,
    fields: promptFields,
    columns: { archived: 'is_archived' },
    dialect: db.dialect,
  });
  return { data: await records.present(db.tables<AssignerTables>(), rows), pagination };
}

/** One prompt with its history, oldest entry first. @throws AppError NOT_FOUND */
export async function readPrompt(db: Database, id: number, records: PromptRecords): Promise<PromptDetail> {
  const tables = db.tables<AssignerTables>();
  const row = await findPrompt(tables, id);
  if (!row) throw new AppError('NOT_FOUND', `there is no prompt ${id}`);
  const history = await historyOf(tables, id);
  return {
    ...(await records.presentOne(tables, row)),
    history: history.map(({ action, at, session, actor, details }) => ({
      action,
      session,
      actor,
      details,
      at: toTime(at),
    })),
  };
}

import type { Prompt } from '@architect/contracts/prompts';
import type { ListQuery, Pagination } from '@architect/contracts/reply';
import type { Database } from '../../platform/context.ts';
import { selectPage } from '../../platform/database/select-page.ts';
import type { PromptRecords } from './prompt-records.ts';
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
    fields: {
      id: 'number',
      status: 'text',
      priority: 'number',
      source: 'text',
      target_session: 'text',
      target_provider: 'text',
      assigned_session: 'text',
      error_code: 'text',
      content: 'text',
      archived: 'boolean',
      created_at: 'time',
      assigned_at: 'time',
      started_at: 'time',
      completed_at: 'time',
    },
    columns: { archived: 'is_archived' },
    dialect: db.dialect,
  });
  return { data: await records.present(db.tables<AssignerTables>(), rows), pagination };
}

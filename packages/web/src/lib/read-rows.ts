import type { Pagination } from '@architect/contracts/reply';
import type { QueryClient } from '@tanstack/react-query';
import type { Api } from './api.ts';
import { queryKeys } from './query-keys.ts';
import { type KindOfRecord, kindsOfRecords, type PageRecord } from './record-kinds.ts';
import { putRecords } from './records.ts';

/** Of one request. */
const mostRows = 200;

/** Reads some records anew in one request and puts them where lists show them; where they are too many, the lists themselves. */
export async function readRows(
  kind: KindOfRecord['kind'],
  ids: readonly number[],
  { client, api }: { client: QueryClient; api: Api },
): Promise<void> {
  const readLists = () => client.invalidateQueries({ queryKey: queryKeys.recordLists(kind) });
  if (ids.length > mostRows) return await readLists();
  const query = { id_in: ids.join(','), deleted: 'include', per_page: mostRows };
  try {
    const { endpoints } = kindsOfRecords[kind];
    const reply: { data: PageRecord[]; pagination: Pagination } = await api.call(endpoints.list, { query });
    putRecords(client, { kind }, reply.data);
  } catch {
    // The lists themselves say what is wrong.
    await readLists();
  }
}

import { type Project, projectRecords } from '@architect/contracts/projects';
import type { Pagination } from '@architect/contracts/reply';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useApi } from './app-context.tsx';
import type { Page } from './apply-live-event.ts';
import { plainText } from './plain-text.ts';
import type { ListWish } from './prompts.ts';
import { queryKeys } from './query-keys.ts';
import type { KindOfRecord, PageRecord } from './record-kinds.ts';

/** A page of records; the caller knows which kind it asked for. */
export function useRecords<Kept extends PageRecord = PageRecord>(
  kind: Pick<KindOfRecord, 'kind' | 'endpoints'>,
  query: ListWish,
  enabled = true,
) {
  const api = useApi();
  return useQuery<Page<Kept>>({
    queryKey: queryKeys.recordList(kind.kind, query),
    placeholderData: keepPreviousData,
    enabled,
    queryFn: async ({ signal }) => {
      const reply: { data: Kept[]; pagination: Pagination } = await api.call(
        kind.endpoints.list,
        { query },
        signal,
      );
      return { items: reply.data, pagination: reply.pagination };
    },
  });
}

export function useRecord<Kept extends PageRecord = PageRecord>(kind: KindOfRecord, id: number) {
  const api = useApi();
  return useQuery<Kept>({
    queryKey: queryKeys.record(kind.kind, id),
    queryFn: async ({ signal }) => {
      const reply: { data: Kept } = await api.call(kind.endpoints.read, { params: { id } }, signal);
      return reply.data;
    },
  });
}

const everyProject = { sort: 'name', per_page: 200 };

/** The projects that one can choose from, with their names as they may be shown. */
export function useProjects(): readonly Project[] {
  const api = useApi();
  const { data } = useQuery<Project[]>({
    // Not among the lists: names stay when what is in the projects changes.
    queryKey: queryKeys.projectNames,
    queryFn: async ({ signal }) => {
      const reply: { data: Project[] } = await api.call(projectRecords.list, { query: everyProject }, signal);
      return reply.data;
    },
  });
  return useMemo(() => (data ?? []).map((one) => ({ ...one, name: plainText(one.name) })), [data]);
}

/** Writes of one kind; all of them answer with what is there afterwards. @throws ApiError */
export function useRecordWrites(kind: KindOfRecord) {
  const api = useApi();
  const client = useQueryClient();
  return useMemo(() => {
    const { endpoints } = kind;
    const stale = (ids: readonly number[]) => {
      for (const id of ids) void client.invalidateQueries({ queryKey: queryKeys.record(kind.kind, id) });
      // Lists that only count them follow their events.
      return client.invalidateQueries({ queryKey: queryKeys.recordLists(kind.kind) });
    };
    const one = async (reply: Promise<{ data: PageRecord }>) => {
      const { data } = await reply;
      void stale([data.id]);
      return data;
    };
    return {
      create: (body: object) => one(api.call(endpoints.create, { body })),
      change: (id: number, body: object) => one(api.call(endpoints.change, { params: { id }, body })),
      remove: (id: number) => one(api.call(endpoints.remove, { params: { id } })),
      restore: (id: number) => one(api.call(endpoints.restore, { params: { id } })),
      async changeAll(ids: readonly number[], change: object): Promise<PageRecord[]> {
        const reply: { data: PageRecord[] } = await api.call(endpoints.bulk, { body: { ids, change } });
        putRecords(client, kind, reply.data);
        void stale(ids);
        return reply.data;
      },
    };
  }, [api, client, kind]);
}

/** Replaces records wherever they are shown. */
export function putRecords(
  client: ReturnType<typeof useQueryClient>,
  { kind }: Pick<KindOfRecord, 'kind'>,
  records: readonly PageRecord[],
): void {
  const byId = new Map(records.map((one) => [one.id, one]));
  client.setQueriesData<Page<PageRecord>>({ queryKey: ['records', kind] }, (page) =>
    page ? { ...page, items: page.items.map((one) => byId.get(one.id) ?? one) } : page,
  );
  for (const record of records)
    client.setQueryData<PageRecord>(queryKeys.record(kind, record.id), (known) => (known ? record : known));
}

import type { Activity } from '@architect/contracts/activity';
import {
  type Comment,
  type RecordLink,
  type Relation,
  recordPartEndpoints,
  type SearchHit,
} from '@architect/contracts/record-parts';
import type { RecordKind, RecordRef } from '@architect/contracts/records';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useApi } from './app-context.tsx';
import { plainText } from './plain-text.ts';
import { queryKeys } from './query-keys.ts';

const parts = recordPartEndpoints;

export function useComments({ kind, id }: RecordRef) {
  const api = useApi();
  return useQuery<Comment[]>({
    queryKey: [...queryKeys.record(kind, id), 'comments'],
    queryFn: async ({ signal }) =>
      (await api.call(parts.listComments, { params: { kind, id } }, signal)).data,
  });
}

export function useRelations({ kind, id }: RecordRef) {
  const api = useApi();
  return useQuery<Relation[]>({
    queryKey: [...queryKeys.record(kind, id), 'relations'],
    queryFn: async ({ signal }) =>
      (await api.call(parts.listRelations, { params: { kind, id } }, signal)).data.map((one) => ({
        ...one,
        other: shown(one.other),
      })),
  });
}

export function useLinks({ kind, id }: RecordRef) {
  const api = useApi();
  return useQuery<RecordLink[]>({
    queryKey: [...queryKeys.record(kind, id), 'links'],
    queryFn: async ({ signal }) => (await api.call(parts.listLinks, { params: { kind, id } }, signal)).data,
  });
}

/** Its last 100 changes, newest first. */
export function useRecordHistory({ kind, id }: RecordRef) {
  const api = useApi();
  return useQuery<Activity[]>({
    queryKey: [...queryKeys.record(kind, id), 'history'],
    queryFn: async ({ signal }) => {
      const query = { per_page: 100 };
      return (await api.call(parts.listRecordHistory, { params: { kind, id }, query }, signal)).data;
    },
  });
}

/** Records whose texts have these words. @param words nothing is asked while it is empty */
export function useRecordSearch(words: string, kind?: RecordKind) {
  const api = useApi();
  const q = words.trim();
  return useQuery<SearchHit[]>({
    queryKey: [...queryKeys.records, 'search', q, kind],
    enabled: q !== '',
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { q, limit: 12, ...(kind && { kind }) };
      return (await api.call(parts.searchRecords, { query }, signal)).data.map(shown);
    },
  });
}

/** Titles may come from programs. */
function shown<Hit extends { title: string }>(hit: Hit): Hit {
  return { ...hit, title: plainText(hit.title) };
}

export type NewLink = { type: RecordLink['type']; value: string; title?: string };

/** Comments, relations and links of one record: what is written is read again by its live event, and at once here. */
export function usePartWrites({ kind, id }: RecordRef) {
  const api = useApi();
  const client = useQueryClient();
  return useMemo(() => {
    const params = { kind, id };
    const afterwards = async <T>(work: Promise<T>): Promise<T> => {
      const done = await work;
      await client.invalidateQueries({ queryKey: queryKeys.record(kind, id) });
      return done;
    };
    return {
      comment: (body: string) => afterwards(api.call(parts.addComment, { params, body: { body } })),
      editComment: (comment: number, body: string) =>
        afterwards(api.call(parts.editComment, { params: { id: comment }, body: { body } })),
      deleteComment: (comment: number) =>
        afterwards(api.call(parts.deleteComment, { params: { id: comment } })),
      relate: (type: Relation['type'], other: RecordRef) =>
        afterwards(api.call(parts.addRelation, { params, body: { type, other } })),
      unrelate: (relation: number) =>
        afterwards(api.call(parts.removeRelation, { params: { id: relation } })),
      link: (body: NewLink) => afterwards(api.call(parts.addLink, { params, body })),
      unlink: (link: number) => afterwards(api.call(parts.removeLink, { params: { id: link } })),
    };
  }, [api, client, kind, id]);
}

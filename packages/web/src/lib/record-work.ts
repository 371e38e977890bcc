import {
  type AssignBody,
  assignmentEndpoints,
  type RecordWork,
  type WorkKind,
  type WorkOrder,
} from '@architect/contracts/assignments';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useApi } from './app-context.tsx';
import { queryKeys } from './query-keys.ts';

export interface WorkRecord {
  kind: WorkKind;
  id: number;
}

const readAgainMs = 5_000;

/** Who works on a record and how far it is; null when nobody ever did. */
export function useRecordWork({ kind, id }: WorkRecord) {
  const api = useApi();
  return useQuery<RecordWork | null>({
    queryKey: queryKeys.recordWork(kind, id),
    // Events tell of the record and of prompts apart; the state of the agent is only here.
    refetchInterval: ({ state }) =>
      state.data && state.data.assignment.ended_at === null ? readAgainMs : false,
    queryFn: async ({ signal }) =>
      (await api.call(assignmentEndpoints.getRecordWork, { params: { kind, id } }, signal)).data,
  });
}

/** The newest work of each of these records that ever had any, by id. @param kind absent: agents do not work on such */
export function useWorkOf(
  kind: WorkKind | undefined,
  ids: readonly number[],
): ReadonlyMap<number, RecordWork> {
  const api = useApi();
  const wanted = ids.slice(0, 200).join(',');
  const { data } = useQuery<RecordWork[]>({
    // Among the lists: it is read again with them.
    queryKey: [...queryKeys.workOf(kind), wanted],
    enabled: kind !== undefined && wanted !== '',
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      if (!kind) return [];
      return (await api.call(assignmentEndpoints.listRecordWork, { query: { kind, ids: wanted } }, signal))
        .data;
    },
  });
  return useMemo(() => new Map((data ?? []).map((one) => [one.record.id, one])), [data]);
}

/** The message that an agent would get; read anew for each opening of the form. */
export function useWorkOrder({ kind, id }: WorkRecord, session: string | null) {
  const api = useApi();
  return useQuery<WorkOrder>({
    queryKey: [...queryKeys.record(kind, id), 'work-order', session],
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const body = session === null ? {} : { session };
      return (await api.call(assignmentEndpoints.previewWorkOrder, { params: { kind, id }, body }, signal))
        .data;
    },
  });
}

export type AssignWish = Partial<AssignBody>;

/** Gives the record to an agent, or takes it back. @throws ApiError */
export function useAssignment({ kind, id }: WorkRecord) {
  const api = useApi();
  const client = useQueryClient();
  const afterwards = async <T>(work: Promise<T>): Promise<T> => {
    const done = await work;
    await client.invalidateQueries({ queryKey: queryKeys.record(kind, id) });
    void client.invalidateQueries({ queryKey: queryKeys.records });
    return done;
  };
  return {
    assign: (body: AssignWish) =>
      afterwards(api.call(assignmentEndpoints.assignRecord, { params: { kind, id }, body })),
    release: () => afterwards(api.call(assignmentEndpoints.releaseRecord, { params: { kind, id } })),
  };
}

import {
  type AssignBody,
  assignmentEndpoints,
  type RecordWork,
  type WorkKind,
  type WorkOrder,
} from '@architect/contracts/assignments';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './app-context.tsx';
import { queryKeys } from './query-keys.ts';

export interface WorkPlace {
  kind: WorkKind;
  id: number;
}

const workKey = ({ kind, id }: WorkPlace) => [...queryKeys.record(kind, id), 'work'] as const;

/** Who works on a record; null when nobody ever did. */
export function useRecordWork(place: WorkPlace) {
  const api = useApi();
  return useQuery<RecordWork | null>({
    queryKey: workKey(place),
    queryFn: async ({ signal }) =>
      (await api.call(assignmentEndpoints.getRecordWork, { params: place }, signal)).data,
  });
}

/** The message that an agent would get; `session` empty: any agent. */
export function useWorkOrder(place: WorkPlace, session: string) {
  const api = useApi();
  return useQuery<WorkOrder>({
    queryKey: [...queryKeys.record(place.kind, place.id), 'work-order', session],
    // What the person has edited is not to be replaced behind their back.
    refetchOnWindowFocus: false,
    queryFn: async ({ signal }) => {
      const body = session === '' ? {} : { session };
      return (await api.call(assignmentEndpoints.previewWorkOrder, { params: place, body }, signal)).data;
    },
  });
}

export function useAssign(place: WorkPlace) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Partial<AssignBody>) =>
      api.call(assignmentEndpoints.assignRecord, { params: place, body }),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.record(place.kind, place.id) }),
  });
}

import type { Autopilot, AutopilotMilestone, AutopilotRunDetail } from '@architect/contracts/autopilot';
import { type AutopilotQueue, autopilotEndpoints as pilot } from '@architect/contracts/autopilot-endpoints';
import type { RequestOf } from '@architect/contracts/endpoint';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './app-context.tsx';
import { queryKeys } from './query-keys.ts';

export type AutopilotChange = NonNullable<RequestOf<typeof pilot.configureAutopilot>['body']>;

export function useAutopilot(projectId: number) {
  const api = useApi();
  return useQuery<Autopilot>({
    queryKey: [...queryKeys.autopilot, 'settings', projectId],
    queryFn: async ({ signal }) =>
      (await api.call(pilot.getAutopilot, { params: { id: projectId } }, signal)).data,
  });
}

/** What waits for a person and what runs, in all projects. */
export function useAutopilotQueue() {
  const api = useApi();
  return useQuery<AutopilotQueue>({
    queryKey: [...queryKeys.autopilot, 'queue'],
    queryFn: async ({ signal }) => (await api.call(pilot.readAutopilotQueue, {}, signal)).data,
  });
}

/** What was decided last. */
export function useAutopilotPast() {
  const api = useApi();
  return useQuery<AutopilotMilestone[]>({
    queryKey: [...queryKeys.autopilot, 'past'],
    queryFn: async ({ signal }) => {
      const query = { status: 'all', sort: '-decided_at', per_page: 30 } as const;
      const { data } = await api.call(pilot.listAutopilotMilestones, { query }, signal);
      return data.filter(({ status }) => ['accepted', 'rejected', 'failed'].includes(status));
    },
  });
}

export function useAutopilotRun(id: number) {
  const api = useApi();
  return useQuery<AutopilotRunDetail>({
    queryKey: [...queryKeys.autopilot, 'run', id],
    queryFn: async ({ signal }) => (await api.call(pilot.getAutopilotRun, { params: { id } }, signal)).data,
  });
}

export function useAutopilotActions() {
  const api = useApi();
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: queryKeys.autopilot });
  const configure = useMutation({
    mutationFn: async ({ projectId, body }: { projectId: number; body: AutopilotChange }) =>
      (await api.call(pilot.configureAutopilot, { params: { id: projectId }, body })).data,
    onSettled,
  });
  const approve = useMutation({
    mutationFn: (id: number) => api.call(pilot.approveAutopilotMilestone, { params: { id } }),
    onSettled,
  });
  const reject = useMutation({
    mutationFn: ({ id, reason }: { id: number; reason: string }) =>
      api.call(pilot.rejectAutopilotMilestone, { params: { id }, body: { reason } }),
    onSettled,
  });
  const resume = useMutation({
    mutationFn: ({ id, answer }: { id: number; answer: string }) =>
      api.call(pilot.resumeAutopilotRun, { params: { id }, body: answer === '' ? {} : { answer } }),
    onSettled,
  });
  const end = useMutation({
    mutationFn: ({ id, status }: { id: number; status: 'cancelled' | 'complete' }) =>
      api.call(pilot.setAutopilotRunStatus, { params: { id }, body: { status } }),
    onSettled,
  });
  return { configure, approve, reject, resume, end };
}

import type { RequestOf } from '@architect/contracts/endpoint';
import {
  type Explanation,
  type Session,
  type SessionLabels,
  type SessionState,
  sessionEndpoints,
} from '@architect/contracts/sessions';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './app-context.tsx';
import { queryKeys } from './query-keys.ts';

export type NewSession = NonNullable<RequestOf<typeof sessionEndpoints.createTmuxSession>['body']>;

/** Every session of every node; kept current by live events. */
export function useSessions() {
  const api = useApi();
  return useQuery<Session[]>({
    queryKey: queryKeys.sessions,
    queryFn: async ({ signal }) => (await api.call(sessionEndpoints.listTmuxSessions, {}, signal)).data,
  });
}

export function useSession(name: string) {
  const api = useApi();
  return useQuery<Session>({
    queryKey: queryKeys.session(name),
    queryFn: async ({ signal }) =>
      (await api.call(sessionEndpoints.getTmuxSession, { params: { name } }, signal)).data,
  });
}

/** All readings behind a session's state; read again after that session changes. */
export function useExplanation(name: string) {
  const api = useApi();
  return useQuery<Explanation>({
    queryKey: queryKeys.explanation(name),
    queryFn: async ({ signal }) =>
      (await api.call(sessionEndpoints.explainTmuxSession, { params: { name } }, signal)).data,
  });
}

const scrollbackLines = 5_000;

/** The screen with the lines before it, as text without colours; read anew each time it is opened. */
export function useScrollback(session: string) {
  const api = useApi();
  return useQuery<string>({
    queryKey: [...queryKeys.session(session), 'scrollback'],
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const body = { session, lines: scrollbackLines };
      return (await api.call(sessionEndpoints.captureTmux, { body }, signal)).output.trimEnd();
    },
  });
}

export function useCreateSession() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: NewSession) =>
      (await api.call(sessionEndpoints.createTmuxSession, { body })).data,
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.sessions }),
  });
}

export function useLabelSession() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, labels }: { name: string; labels: SessionLabels }) =>
      (await api.call(sessionEndpoints.changeTmuxSession, { params: { name }, body: labels })).data,
    onSuccess: (session) => client.setQueryData<Session>(queryKeys.session(session.name), session),
  });
}

/** Saves what a session shows now as a test case of the agent's rules. */
export function useSaveScreen(name: string) {
  const api = useApi();
  return useMutation({
    mutationFn: async (body: { expected_state: SessionState; note?: string }) =>
      (await api.call(sessionEndpoints.saveTmuxScreen, { params: { name }, body })).data,
  });
}

export function useKillSession() {
  const api = useApi();
  return useMutation({
    mutationFn: async (session: string) =>
      (await api.call(sessionEndpoints.killTmuxSession, { body: { session } })).data,
  });
}

export function useRefreshSessions() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => (await api.call(sessionEndpoints.refreshTmuxSessions)).data,
    onSuccess: (sessions) => client.setQueryData<Session[]>(queryKeys.sessions, sessions),
  });
}

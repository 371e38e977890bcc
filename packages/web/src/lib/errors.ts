import { assignmentEndpoints, type Suspects } from '@architect/contracts/assignments';
import type { RequestOf } from '@architect/contracts/endpoint';
import { type ErrorBulkResult, errorBulkEndpoints } from '@architect/contracts/error-bulk';
import {
  type ErrorEvent,
  type ErrorGroup,
  type ErrorGroupDetail,
  errorGroupEndpoints,
} from '@architect/contracts/error-groups';
import { type ErrorKey, errorKeyEndpoints } from '@architect/contracts/error-keys';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './app-context.tsx';
import type { Page } from './apply-live-event.ts';
import type { ListWish } from './prompts.ts';
import { queryKeys } from './query-keys.ts';

type GroupEndpoints = typeof errorGroupEndpoints;
type BodyOf<E extends GroupEndpoints[keyof GroupEndpoints]> = NonNullable<RequestOf<E>['body']>;
export type ErrorChange = BodyOf<GroupEndpoints['changeError']>;
export type IgnoreWish = BodyOf<GroupEndpoints['ignoreError']>;
export type ErrorBulkWish = NonNullable<RequestOf<typeof errorBulkEndpoints.changeErrors>['body']>;
export type NewErrorKey = NonNullable<RequestOf<typeof errorKeyEndpoints.createErrorKey>['body']>;
export type ErrorKeyChange = NonNullable<RequestOf<typeof errorKeyEndpoints.changeErrorKey>['body']>;

export function useErrors(query: ListWish, enabled = true) {
  const api = useApi();
  return useQuery<Page<ErrorGroup>>({
    queryKey: queryKeys.recordList('error', query),
    enabled,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const reply = await api.call(errorGroupEndpoints.listErrors, { query }, signal);
      return { items: reply.data, pagination: reply.pagination };
    },
  });
}

export function useError(id: number) {
  const api = useApi();
  return useQuery<ErrorGroupDetail>({
    queryKey: queryKeys.record('error', id),
    queryFn: async ({ signal }) =>
      (await api.call(errorGroupEndpoints.getError, { params: { id } }, signal)).data,
  });
}

/** The sample at this place, the newest first; `position` counts from 1. */
export function useErrorSample(id: number, position: number) {
  const api = useApi();
  return useQuery<Page<ErrorEvent>>({
    queryKey: [...queryKeys.record('error', id), 'sample', position],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { page: position, per_page: 1 };
      const reply = await api.call(errorGroupEndpoints.listErrorEvents, { params: { id }, query }, signal);
      return { items: reply.data, pagination: reply.pagination };
    },
  });
}

/** Commits that may have brought it. It asks git, so once per visit is enough. */
export function useSuspects(id: number) {
  const api = useApi();
  return useQuery<Suspects>({
    queryKey: ['suspects', id],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) =>
      (await api.call(assignmentEndpoints.listSuspects, { params: { id } }, signal)).data,
  });
}

/** Changes of errors. Every list and every error that is shown is read again after each. */
export function useErrorActions() {
  const api = useApi();
  const client = useQueryClient();
  const onSettled = async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: queryKeys.records }),
      client.invalidateQueries({ queryKey: ['record', 'error'] }),
    ]);
  };
  const change = useMutation({
    mutationFn: async ({ id, body }: { id: number; body: ErrorChange }) =>
      (await api.call(errorGroupEndpoints.changeError, { params: { id }, body })).data,
    // They come from the source of its project.
    onSettled: async () => {
      await onSettled();
      await client.invalidateQueries({ queryKey: ['suspects'] });
    },
  });
  const resolve = useMutation({
    mutationFn: async ({ id, release }: { id: number; release?: string }) =>
      (await api.call(errorGroupEndpoints.resolveError, { params: { id }, body: { release } })).data,
    onSettled,
  });
  const ignore = useMutation({
    mutationFn: async ({ id, body }: { id: number; body: IgnoreWish }) =>
      (await api.call(errorGroupEndpoints.ignoreError, { params: { id }, body })).data,
    onSettled,
  });
  const reopen = useMutation({
    mutationFn: async (id: number) =>
      (await api.call(errorGroupEndpoints.reopenError, { params: { id } })).data,
    onSettled,
  });
  const changeAll = useMutation({
    mutationFn: async (body: ErrorBulkWish): Promise<ErrorBulkResult[]> =>
      (await api.call(errorBulkEndpoints.changeErrors, { body })).data,
    onSettled,
  });
  return { change, changeAll, resolve, ignore, reopen, ...useRegrouping(onSettled) };
}

function useRegrouping(onSettled: () => Promise<void>) {
  const api = useApi();
  const merge = useMutation({
    mutationFn: async ({ id, ids }: { id: number; ids: number[] }) =>
      (await api.call(errorGroupEndpoints.mergeErrors, { params: { id }, body: { ids } })).data,
    onSettled,
  });
  const split = useMutation({
    mutationFn: async ({ id, fingerprint }: { id: number; fingerprint: number }) =>
      (
        await api.call(errorGroupEndpoints.splitError, {
          params: { id },
          body: { fingerprint_id: fingerprint },
        })
      ).data,
    onSettled,
  });
  const createBug = useMutation({
    mutationFn: async ({ id, body }: { id: number; body: BodyOf<GroupEndpoints['createBugOfError']> }) =>
      (await api.call(errorGroupEndpoints.createBugOfError, { params: { id }, body })).data,
    onSettled,
  });
  const linkBug = useMutation({
    mutationFn: async ({ id, ...body }: { id: number; bug_id: number | null; force?: boolean }) =>
      (await api.call(errorBulkEndpoints.linkBugToError, { params: { id }, body })).data,
    onSettled,
  });
  return { merge, split, createBug, linkBug };
}

/** Keys with which applications report; all of them, or those of one project. */
export function useErrorKeys(projectId?: number) {
  const api = useApi();
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: queryKeys.errorKeys });
  const list = useQuery<ErrorKey[]>({
    queryKey: [...queryKeys.errorKeys, projectId ?? 'all'],
    queryFn: async ({ signal }) =>
      (await api.call(errorKeyEndpoints.listErrorKeys, { query: { project_id: projectId } }, signal)).data,
  });
  const create = useMutation({
    mutationFn: async (body: NewErrorKey) =>
      (await api.call(errorKeyEndpoints.createErrorKey, { body })).data,
    onSuccess,
  });
  const change = useMutation({
    mutationFn: async ({ id, body }: { id: number; body: ErrorKeyChange }) =>
      (await api.call(errorKeyEndpoints.changeErrorKey, { params: { id }, body })).data,
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: async (id: number) =>
      (await api.call(errorKeyEndpoints.deleteErrorKey, { params: { id } })).data,
    onSuccess,
  });
  return { list, create, change, remove };
}

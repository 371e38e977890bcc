import { type ApiKey, accountEndpoints, type User } from '@architect/contracts/accounts';
import type { RequestOf } from '@architect/contracts/endpoint';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../lib/app-context.tsx';
import { queryKeys } from '../../lib/query-keys.ts';

type BodyOf<E extends (typeof accountEndpoints)[keyof typeof accountEndpoints]> = NonNullable<
  RequestOf<E>['body']
>;
export type NewKey = BodyOf<typeof accountEndpoints.createKey>;
export type NewUser = BodyOf<typeof accountEndpoints.createUser>;
export type UserChange = BodyOf<typeof accountEndpoints.updateUser>;

export function useKeys() {
  const api = useApi();
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: queryKeys.keys });
  const list = useQuery<ApiKey[]>({
    queryKey: queryKeys.keys,
    queryFn: async ({ signal }) => (await api.call(accountEndpoints.listKeys, {}, signal)).data,
  });
  const create = useMutation({
    mutationFn: async (body: NewKey) => (await api.call(accountEndpoints.createKey, { body })).key,
    onSuccess,
  });
  const revoke = useMutation({
    mutationFn: async (id: number) => (await api.call(accountEndpoints.revokeKey, { params: { id } })).data,
    onSuccess,
  });
  return { list, create, revoke };
}

/** For administrators. */
export function useUsers() {
  const api = useApi();
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: queryKeys.users });
  const list = useQuery<User[]>({
    queryKey: queryKeys.users,
    queryFn: async ({ signal }) => (await api.call(accountEndpoints.listUsers, {}, signal)).data,
  });
  const create = useMutation({
    mutationFn: async (body: NewUser) => (await api.call(accountEndpoints.createUser, { body })).data,
    onSuccess,
  });
  const update = useMutation({
    mutationFn: async ({ id, change }: { id: number; change: UserChange }) =>
      (await api.call(accountEndpoints.updateUser, { params: { id }, body: change })).data,
    onSuccess,
  });
  return { list, create, update };
}

export function useChangePassword() {
  const api = useApi();
  return useMutation({
    mutationFn: (body: BodyOf<typeof accountEndpoints.changePassword>) =>
      api.call(accountEndpoints.changePassword, { body }),
  });
}

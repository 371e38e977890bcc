import { accountEndpoints, type LoginInfo } from '@architect/contracts/accounts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { isNotSignedIn } from './api.ts';
import { useApi } from './app-context.tsx';
import { queryKeys } from './query-keys.ts';

/** Who is signed in; null when nobody is. Asking does not extend the login. */
export function useLoginQuery() {
  const api = useApi();
  return useQuery<LoginInfo | null>({
    queryKey: queryKeys.login,
    queryFn: async ({ signal }) => {
      try {
        const login = (await api.call(accountEndpoints.getLogin, {}, signal)).data;
        api.setCsrfToken(login.csrf_token);
        return login;
      } catch (error) {
        if (isNotSignedIn(error)) return null;
        throw error;
      }
    },
  });
}

export function useSignIn() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: { username: string; password: string }) =>
      (await api.call(accountEndpoints.login, { body })).data,
    onSuccess: (login) => {
      api.setCsrfToken(login.csrf_token);
      client.setQueryData(queryKeys.login, login);
    },
  });
}

/** Ends the login here and on the server; everything cached is dropped. */
export function useSignOut() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.call(accountEndpoints.logout),
    onSuccess: () => {
      client.clear();
      client.setQueryData(queryKeys.login, null);
    },
  });
}

export function useExtendLogin() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => (await api.call(accountEndpoints.extendLogin)).data,
    onSuccess: (login) => client.setQueryData(queryKeys.login, login),
  });
}

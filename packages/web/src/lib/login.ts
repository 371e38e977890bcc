import { accountEndpoints, type LoginInfo } from '@architect/contracts/accounts';
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
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

/** Shows the sign-in form; what the last user saw is dropped. */
export function forgetLogin(client: QueryClient): void {
  client.setQueryData(queryKeys.login, null);
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== queryKeys.login[0] });
}

/** Ends the login here and on the server. */
export function useSignOut() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.call(accountEndpoints.logout),
    onSuccess: () => forgetLogin(client),
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

import { ApiError, callEndpoint } from '@architect/contracts/call-endpoint';
import type { AnyEndpoint, ReplyOf, RequestOf } from '@architect/contracts/endpoint';

export interface Api {
  /** Calls one endpoint of the contracts with the login cookie and the CSRF token. @throws ApiError */
  call<E extends AnyEndpoint>(endpoint: E, request?: RequestOf<E>, signal?: AbortSignal): Promise<ReplyOf<E>>;
  setCsrfToken(token: string | null): void;
  /** Calls back when the server says that the login is over. Returns the function that stops listening. */
  onSignedOut(listener: () => void): () => void;
}

export interface ApiOptions {
  baseUrl: string;
  fetch: typeof globalThis.fetch;
  /** True while nobody is at the page: its reads then do not extend the login. */
  isAway?: () => boolean;
}

/** The only door to HTTP in the web app. `baseUrl` is empty in the browser: same origin. */
export function createApi({ baseUrl, fetch, isAway = () => false }: ApiOptions): Api {
  let csrfToken: string | null = null;
  const signedOut = new Set<() => void>();
  return {
    async call(endpoint, request, signal) {
      const isRead = endpoint.method === 'GET';
      const headers = {
        ...(csrfToken && !isRead ? { 'x-csrf-token': csrfToken } : {}),
        ...(isRead && isAway() ? { 'x-background': 'true' } : {}),
      };
      try {
        return await callEndpoint(endpoint, request ?? {}, { baseUrl, fetch, headers, signal });
      } catch (error) {
        if (isNotSignedIn(error)) for (const listener of signedOut) listener();
        throw error;
      }
    },
    setCsrfToken(token) {
      csrfToken = token;
    },
    onSignedOut(listener) {
      signedOut.add(listener);
      return () => signedOut.delete(listener);
    },
  };
}

export function isNotSignedIn(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401 && error.code === 'NOT_SIGNED_IN';
}

/** One sentence for people about any failure of a call. */
export function faultText(error: unknown): string {
  if (error instanceof ApiError && error.status === 0)
    return 'The server does not answer. Is it still running?';
  return error instanceof Error ? error.message : String(error);
}

/** What a person gives to whoever reads the server's log; null when the server sent none. */
export function correlationIdOf(error: unknown): string | null {
  return error instanceof ApiError ? (error.reply?.correlation_id ?? null) : null;
}

import { ApiError, callEndpoint, readReply, urlOf } from '@architect/contracts/call-endpoint';
import type { AnyEndpoint, ReplyOf, RequestOf } from '@architect/contracts/endpoint';

export interface Api {
  /** Calls one endpoint of the contracts with the login cookie and the CSRF token. @throws ApiError */
  call<E extends AnyEndpoint>(endpoint: E, request?: RequestOf<E>, signal?: AbortSignal): Promise<ReplyOf<E>>;
  /**
   * Sends a file as the body of an endpoint that takes bytes.
   * @param file `onProgress` gets how much of it is sent, 0 to 1
   * @throws ApiError
   */
  upload<E extends AnyEndpoint>(
    endpoint: E,
    request: RequestOf<E>,
    file: { content: Blob; onProgress?(share: number): void },
  ): Promise<ReplyOf<E>>;
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
    upload: (endpoint, request, file) =>
      sendBytes(endpoint.method, baseUrl + urlOf(endpoint, request), { csrfToken, ...file }),
    setCsrfToken(token) {
      csrfToken = token;
    },
    onSignedOut(listener) {
      signedOut.add(listener);
      return () => signedOut.delete(listener);
    },
  };
}

/** By XMLHttpRequest: fetch does not tell how much is sent. */
function sendBytes<Reply>(
  method: string,
  url: string,
  file: { csrfToken: string | null; content: Blob; onProgress?(share: number): void },
): Promise<Reply> {
  const request = new XMLHttpRequest();
  request.open(method, url);
  request.setRequestHeader('accept', 'application/json');
  request.setRequestHeader('content-type', 'application/octet-stream');
  if (file.csrfToken) request.setRequestHeader('x-csrf-token', file.csrfToken);
  request.upload.onprogress = ({ loaded, total }) => file.onProgress?.(total > 0 ? loaded / total : 0);
  return new Promise((resolve, reject) => {
    request.onload = () => {
      try {
        resolve(readReply<Reply>(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    };
    request.onerror = () => reject(new ApiError(0, 'UNREACHABLE', 'the file was not sent', null));
    request.send(file.content);
  });
}

export function isNotSignedIn(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401 && error.code === 'NOT_SIGNED_IN';
}

/** One sentence for people about any failure of a call. */
export function faultText(error: unknown): string {
  if (error instanceof ApiError && error.status === 0)
    return 'The server does not answer. Is it still running?';
  const text = error instanceof Error ? error.message : String(error);
  // The name of a field stays as the API has it.
  return /^[\w.]+: /.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** What a person gives to whoever reads the server's log; null when the server sent none. */
export function correlationIdOf(error: unknown): string | null {
  return error instanceof ApiError ? (error.reply?.correlation_id ?? null) : null;
}

import type { AnyEndpoint, ReplyOf, RequestOf } from './endpoint.ts';
import type { ErrorReply } from './errors.ts';

/** An error reply as an exception; `status` 0 means that the server could not be reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly reply: ErrorReply | null;
  constructor(status: number, code: string, message: string, reply: ErrorReply | null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.reply = reply;
  }
}

/** Fills `:name` parts of a path and appends the query. */
export function urlOf(endpoint: AnyEndpoint, request: RequestOf<AnyEndpoint> = {}): string {
  const params = (request.params ?? {}) as Record<string, string | number>;
  const path = endpoint.path.replace(/:(\w+)/g, (_all, name: string) =>
    encodeURIComponent(String(params[name] ?? '')),
  );
  const query = Object.entries((request.query ?? {}) as Record<string, unknown>).filter(
    ([, value]) => value !== undefined,
  );
  if (query.length === 0) return path;
  return `${path}?${new URLSearchParams(query.map(([name, value]): [string, string] => [name, String(value)]))}`;
}

interface CallOptions {
  baseUrl: string;
  headers?: Record<string, string>;
  fetch?: typeof fetch;
  signal?: AbortSignal;
  /** The body of an endpoint that accepts `bytes`. */
  bytes?: Blob;
}

/**
 * The typed client of every endpoint, for browser and CLI alike.
 * @throws ApiError for every reply that is not a success, and when nobody answers.
 */
export async function callEndpoint<E extends AnyEndpoint>(
  endpoint: E,
  request: RequestOf<E>,
  options: CallOptions,
): Promise<ReplyOf<E>> {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  if (options.bytes) headers['content-type'] = 'application/octet-stream';
  const unreachable = (cause: unknown): never => {
    const message = `no answer from ${options.baseUrl}: ${String((cause as Error).message)}`;
    throw new ApiError(0, 'UNREACHABLE', message, null);
  };
  const response = await (options.fetch ?? fetch)(options.baseUrl + urlOf(endpoint, request), {
    method: endpoint.method,
    headers,
    credentials: 'same-origin',
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    ...(options.bytes ? { body: options.bytes } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  }).catch(unreachable);
  // The server may die in the middle of its answer.
  const text = await response.text().catch(unreachable);
  return readReply(response.status, text);
}

/** The reply of an endpoint, however it was asked. @throws ApiError for every reply that is not a success */
export function readReply<Reply>(status: number, text: string): Reply {
  const parsed = parseJson(text);
  if (status >= 200 && status < 300) return parsed as Reply;
  const reply = parsed as ErrorReply | null;
  throw new ApiError(
    status,
    reply?.error_code ?? 'HTTP_ERROR',
    reply?.error ?? `${status} ${text.slice(0, 200)}`,
    reply,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's HTML error page: the caller reports the status and the first bytes instead.
    return null;
  }
}

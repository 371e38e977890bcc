import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ApiError, callEndpoint } from '@architect/contracts/call-endpoint';
import type { AnyEndpoint, ReplyOf, RequestOf } from '@architect/contracts/endpoint';
import { CliError, type Failure } from './exit-codes.ts';
import { readServerFile } from './server-file.ts';

/** A server that commands can call. */
export interface Server {
  /** Without a trailing slash. */
  url: string;
  headers: Record<string, string>;
  /** True when the server runs on this machine and was found by its address file. */
  isLocal: boolean;
  /** Name of the tmux server it watches (`tmux -L`), null for tmux's own. */
  tmuxSocket: string | null;
  /** @param bytes the body of an endpoint that takes bytes */
  call<E extends AnyEndpoint>(endpoint: E, request?: RequestOf<E>, bytes?: Blob): Promise<ReplyOf<E>>;
}

const repositoryRoot = resolve(import.meta.dirname, '../../..');

/** Data directory by the same rule as the server's configuration. */
export function dataDirOf(env: Record<string, string | undefined>): string {
  return resolve(repositoryRoot, env.ARCHITECT_DATA_DIR || 'data');
}

/**
 * The server of ARCHITECT_URL with ARCHITECT_TOKEN, else the local one by the files in the data directory.
 * @throws CliError `unreachable` when no local server runs
 */
export async function connect(env: Record<string, string | undefined>): Promise<Server> {
  if (env.ARCHITECT_URL) {
    const url = env.ARCHITECT_URL.replace(/\/+$/, '');
    return serverAt({ url, token: env.ARCHITECT_TOKEN ?? null, isLocal: false, tmuxSocket: null });
  }
  const dataDir = dataDirOf(env);
  const file = await readServerFile(dataDir);
  if (!file) {
    throw new CliError(
      'unreachable',
      `No server runs on the data directory ${dataDir}. Start one with "architect serve", or set ARCHITECT_URL and ARCHITECT_TOKEN.`,
    );
  }
  if (file.certificate) await trustCertificate(file.certificate);
  const token = env.ARCHITECT_TOKEN ?? (await readFile(join(dataDir, 'local-token'), 'utf8').catch(noToken));
  return serverAt({ url: file.url, token, isLocal: true, tmuxSocket: file.tmux_socket });
}

function serverAt(where: {
  url: string;
  token: string | null;
  isLocal: boolean;
  tmuxSocket: string | null;
}): Server {
  const headers: Record<string, string> = where.token
    ? { authorization: `Bearer ${where.token.trim()}` }
    : {};
  return {
    url: where.url,
    headers,
    isLocal: where.isLocal,
    tmuxSocket: where.tmuxSocket,
    call: (endpoint, request, bytes) =>
      // A request without params, query and body is what an endpoint without any takes.
      callEndpoint(endpoint, request ?? ({} as RequestOf<typeof endpoint>), {
        ...{ baseUrl: where.url, headers },
        ...(bytes && { bytes }),
      }),
  };
}

/** Our own server's self-signed certificate, besides the usual authorities. */
async function trustCertificate(path: string): Promise<void> {
  const tls = await import('node:tls');
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), await readFile(path, 'utf8')]);
}

function noToken(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw new CliError(
    'forbidden',
    `The local token cannot be read (${error.code}): use the account the server runs as.`,
  );
}

/** The exit code's kind of an API error. */
export function failureOf(error: ApiError): Failure {
  if (error.status === 0) return 'unreachable';
  if (error.status === 401 || error.status === 403) return 'forbidden';
  if (error.status === 404 || error.status === 409) return 'conflict';
  if (error.status === 400 || error.status === 413) return 'usage';
  return 'failed';
}

export { ApiError };

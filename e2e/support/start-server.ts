import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { callEndpoint } from '@architect/contracts/call-endpoint';
import type { AnyEndpoint, ReplyOf, RequestOf } from '@architect/contracts/endpoint';
import { until } from './until.ts';

const program = resolve(import.meta.dirname, '../../bin/architect');

export interface ServerOptions {
  /** Empty or former data directory. */
  dataDir: string;
  /** Private tmux server. */
  socket: string;
  /** Default: a free one. */
  port?: number;
  env?: Record<string, string>;
  /** Default 90 s: a busy machine makes it slow, not wrong. */
  startTimeoutMs?: number;
}

/** The built product as a person starts it, reached through HTTP with the local token. */
export interface RunningServer {
  url: string;
  port: number;
  pid: number;
  token: string;
  call<E extends AnyEndpoint>(endpoint: E, request: RequestOf<E>): Promise<ReplyOf<E>>;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and waits; SIGKILL after 20 s. */
  stop(): Promise<void>;
  output(): string;
}

/** Starts `architect serve` as a child process and waits until it answers. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: options.dataDir,
    LANG: 'C.UTF-8',
    PORT: String(options.port ?? 0),
    HOST: '127.0.0.1',
    ARCHITECT_DATA_DIR: options.dataDir,
    ARCHITECT_TMUX_SOCKET: options.socket,
    LOG_LEVEL: 'info',
    // Its home is new each time: compiled code is kept elsewhere, as it is where a person starts it again.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'architect-compiled'),
    ...options.env,
  };
  const child = spawn(program, ['serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(String(data)));
  const answers = async (): Promise<string | false> => {
    // Written once it listens; one of a server that was killed has another pid.
    const { pid, url } = JSON.parse(await readFile(join(options.dataDir, 'server.json'), 'utf8'));
    return pid === child.pid && (await fetch(`${url}/health`)).ok && url;
  };
  const healthy = until('the server answers /health', answers, {
    timeoutMs: options.startTimeoutMs ?? 90_000,
    seen: () => output.join('').slice(-3_000),
  });
  const url = await Promise.race([healthy, failure(child, output)]).catch(async (error: unknown) => {
    // The other half of the race ends by itself.
    healthy.catch(() => undefined);
    await end(child, 'SIGKILL');
    throw error;
  });
  const token = (await readFile(join(options.dataDir, 'local-token'), 'utf8')).trim();
  return {
    url,
    port: Number(new URL(url).port),
    // A child that answered has a pid.
    pid: child.pid ?? 0,
    token,
    call: (endpoint, request) =>
      callEndpoint(endpoint, request, {
        ...{ baseUrl: url, headers: { authorization: `Bearer ${token}` } },
        // An answer that never comes shall not keep whoever asked for ever.
        signal: AbortSignal.timeout(120_000),
      }),
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
    output: () => output.join(''),
  };
}

/** Rejects when the server ends by itself. */
async function failure(child: ChildProcess, output: string[]): Promise<never> {
  await once(child, 'exit');
  throw new Error(`the server ended with ${child.exitCode}:\n${output.join('')}`);
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await exited;
  clearTimeout(late);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPromptLog, type PromptLog } from './prompt-log.ts';

export interface StubRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
  /** Aborted when the client hangs up. */
  signal: AbortSignal;
}

/** A reply in server-sent events; `data` is JSON. Returns after the last event was handed to the socket. */
export interface StubReply {
  json(status: number, value: unknown, headers?: Record<string, string>): void;
  event(name: string, data: Record<string, unknown>): void;
  end(): void;
}

export type StubProtocol = (request: StubRequest, reply: StubReply, prompts: PromptLog) => Promise<void>;

export interface Stub {
  /** `http://127.0.0.1:PORT` */
  url: string;
  prompts: PromptLog;
  /** Method, path and kind of every request, for a look when a test fails. */
  requests: string[];
  close(): Promise<void>;
}

/** Listens on a free loopback port and speaks the given protocol. */
export async function startStub(protocol: StubProtocol): Promise<Stub> {
  const prompts = createPromptLog();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const reply = createReply(response);
    readRequest(request, response)
      .then((read) => protocol(read, reply, prompts))
      .catch((error: unknown) => {
        requests.push(`failed: ${String(error)}`);
        response.destroy();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // `listen` with a port always yields an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    prompts,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(request: IncomingMessage, response: ServerResponse): Promise<StubRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const hangUp = new AbortController();
  response.on('close', () => hangUp.abort());
  const { pathname } = new URL(request.url ?? '/', 'http://stub');
  const body = text.startsWith('{') ? JSON.parse(text) : {};
  return {
    method: request.method ?? 'GET',
    path: pathname,
    headers: request.headers,
    body,
    signal: hangUp.signal,
  };
}

function createReply(response: ServerResponse): StubReply {
  return {
    json(status, value, headers = {}) {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(value));
    },
    event(name, data) {
      if (!response.headersSent) {
        response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
      }
      response.write(`event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`);
    },
    end: () => void response.end(),
  };
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPromptLog, type PromptLog } from './prompt-log.ts';

export interface StubRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
  /** Aborted when the client hangs up. */
  signal: AbortSignal;
}

/** A reply: one JSON value, or a stream of server-sent events or of JSON lines. */
export interface StubReply {
  json(status: number, value: unknown, headers?: Record<string, string>): void;
  /** A server-sent event with a name, which is also its `type`. */
  event(name: string, data: Record<string, unknown>): void;
  /** A server-sent event without a name; a text goes out as it is, anything else as JSON. */
  data(value: unknown): void;
  /** One line of newline-delimited JSON. */
  line(value: unknown): void;
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
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stub');
  const body = text.startsWith('{') ? JSON.parse(text) : {};
  return {
    method: request.method ?? 'GET',
    path: pathname,
    query: searchParams,
    headers: request.headers,
    body,
    signal: hangUp.signal,
  };
}

function createReply(response: ServerResponse): StubReply {
  const start = (type: string) => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
  };
  return {
    json(status, value, headers = {}) {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(value));
    },
    event(name, data) {
      start('text/event-stream');
      response.write(`event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`);
    },
    data(value) {
      start('text/event-stream');
      response.write(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`);
    },
    line(value) {
      start('application/x-ndjson');
      response.write(`${JSON.stringify(value)}\n`);
    },
    end: () => void response.end(),
  };
}

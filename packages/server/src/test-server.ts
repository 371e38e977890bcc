import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@architect/contracts/accounts';
import { urlOf } from '@architect/contracts/call-endpoint';
import type { AnyEndpoint, ReplyOf, RequestOf } from '@architect/contracts/endpoint';
import type { ErrorReply } from '@architect/contracts/errors';
import type { NodeLink } from '@architect/contracts/node-link';
import { type App, createApp } from './app.ts';
import { type Config, loadConfig } from './config.ts';
import { createPasswordHasher } from './modules/accounts/password.ts';
import type { Clock } from './platform/context.ts';
import { databaseFileName } from './platform/database/backup.ts';
import { copyMigratedSqlite, createMigratedPostgres } from './platform/database/fixture-databases.ts';
import { randomWord } from './platform/ids.ts';
import { createLog } from './platform/telemetry/log.ts';

export interface TestReply<Body> {
  status: number;
  headers: Headers;
  /** The parsed JSON, or an empty object for other replies. */
  body: Body & Partial<ErrorReply>;
  text: string;
}

export interface TestRequest {
  method?: string;
  /** Objects are sent as JSON, strings and buffers as they are. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface TestClient {
  request<E extends AnyEndpoint>(
    endpoint: E,
    request?: RequestOf<E> & { headers?: Record<string, string> },
  ): Promise<TestReply<ReplyOf<E>>>;
  request<Body = Record<string, unknown>>(path: string, request?: TestRequest): Promise<TestReply<Body>>;
}

export interface SignedInClient extends TestClient {
  username: string;
  password: string;
  csrfToken: string;
  /** Value of the header `Cookie`. */
  cookie: string;
}

export interface TestServer extends TestClient {
  url: string;
  app: App;
  db: App['db'];
  events: App['events'];
  /** Client with the local token: an administrator without rate limit. */
  local: TestClient;
  /** Makes a user of this role and signs in over HTTP; sends the cookie but no sign of a browser. */
  signIn(role: Role): Promise<SignedInClient>;
  /** With `keepData` the directory and database stay, for a second server on them. */
  stop(options?: { keepData?: boolean }): Promise<void>;
  dataDir: string;
  databaseUrl: string | null;
}

export interface TestServerOptions {
  engine?: 'sqlite' | 'postgres';
  /** Default: no node at all; a test never meets the machine's own tmux. */
  nodeLink?: NodeLink;
  clock?: Clock;
  /** Over settings made for tests: a free port, no rate limit. */
  config?: Partial<Config>;
  /** Start on the data of a server that was stopped with `keepData`. */
  dataOf?: Pick<TestServer, 'dataDir' | 'databaseUrl'>;
}

/** A whole server on a free port with a real database; for tests only. */
export async function createTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataOf?.dataDir ?? (await mkdtemp(join(tmpdir(), 'architect-test-')));
  const databaseUrl = options.dataOf ? options.dataOf.databaseUrl : await createData(dataDir, options.engine);
  const config = {
    ...loadConfig({ env: {} }),
    port: 0,
    dataDir,
    databaseUrl,
    rateLimitEnabled: false,
    environment: 'dev' as const,
    ...options.config,
  };
  const app = createApp({
    config,
    log: createLog({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }),
    clock: options.clock,
    nodeLink: options.nodeLink ?? null,
    validateReplies: true,
    passwordHasher: createPasswordHasher({ memoryCost: 8, timeCost: 1, parallelism: 1 }),
  });
  const { url } = await app.start();
  const anonymous = createClient(url, {});
  return {
    url,
    app,
    db: app.db,
    events: app.events,
    dataDir,
    databaseUrl,
    request: anonymous.request,
    local: createClient(url, { authorization: `Bearer ${app.accounts.localToken}` }),
    signIn: (role) => signIn(app, url, role),
    async stop({ keepData = false } = {}) {
      await app.stop('test');
      if (!keepData) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** An empty, migrated database. Returns the address of one in PostgreSQL. */
async function createData(dataDir: string, engine: TestServerOptions['engine']): Promise<string | null> {
  if (engine === 'postgres') return await createMigratedPostgres();
  await copyMigratedSqlite(join(dataDir, databaseFileName));
  return null;
}

async function signIn(app: App, url: string, role: Role): Promise<SignedInClient> {
  const username = `${role}-${randomWord(8)}`;
  const password = randomWord(20);
  const system = { actor: 'system', username: 'system', role: 'admin', via: 'local' } as const;
  await app.accounts.users.create(system, { username, password, role });
  const reply = await createClient(url, {}).request<{ data: { csrf_token: string } }>('/login', {
    method: 'POST',
    body: { username, password },
  });
  if (reply.status !== 200) throw new Error(`sign-in failed: ${reply.text}`);
  const cookie = (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return {
    ...createClient(url, { cookie }),
    username,
    password,
    cookie,
    csrfToken: reply.body.data.csrf_token,
  };
}

function createClient(baseUrl: string, ownHeaders: Record<string, string>): TestClient {
  const send = async (path: string, { method, body, headers }: TestRequest): Promise<TestReply<unknown>> => {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(baseUrl + path, {
      method: method ?? 'GET',
      headers: {
        ...ownHeaders,
        ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text), text };
  };
  const request = (to: string | AnyEndpoint, given: TestRequest & RequestOf<AnyEndpoint> = {}) =>
    typeof to === 'string'
      ? send(to, given)
      : send(urlOf(to, given), { method: to.method, body: given.body, headers: given.headers });
  // The two forms of `request` cannot be written as one function type.
  return { request: request as TestClient['request'] };
}

function parse(text: string): Partial<ErrorReply> {
  try {
    return JSON.parse(text);
  } catch {
    // A page, a script or nothing at all: tests look at `text` then.
    return {};
  }
}

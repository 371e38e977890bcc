import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Config, loadConfig } from './config.ts';
import { type RunningServer, serve } from './main.ts';
import { createLog } from './platform/telemetry/log.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'architect-main-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
});

async function start(over: Partial<Config> = {}): Promise<RunningServer> {
  const config = { ...loadConfig({ env: {} }), port: 0, dataDir, ...over };
  const server = await serve(config, {
    nodeLink: null,
    handleSignals: false,
    log: createLog({ level: 'silent' }),
  });
  onTestFinished(() => server.stop());
  return server;
}

/** A server in a process of its own, which tests may kill. */
async function startProcess(): Promise<{ child: ChildProcess; url: string }> {
  const program = `
    import { loadConfig } from ${JSON.stringify(new URL('./config.ts', import.meta.url).href)};
    import { serve } from ${JSON.stringify(new URL('./main.ts', import.meta.url).href)};
    const config = loadConfig({ env: { PORT: '0', ARCHITECT_DATA_DIR: ${JSON.stringify(dataDir)}, LOG_LEVEL: 'silent' } });
    const server = await serve(config, { nodeLink: null });
    console.log(server.url);
    await server.done;
    console.log('done');
  `;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout ?? child, 'data');
  return { child, url: String(line).trim() };
}

describe('a server', () => {
  test('tells address and first password once, serves, and stops for good', async () => {
    const first = await start();
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(first).toMatchObject({ user: 'architect', certificate: null });
    expect(first.firstPassword).toMatch(/^[0-9A-Za-z]{20}$/);
    const login = await fetch(`${first.url}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'architect', password: first.firstPassword }),
    });
    expect(login.status).toBe(200);
    await first.stop();
    await first.done;
    await expect(fetch(`${first.url}/health`)).rejects.toThrow();
    expect((await start()).firstPassword).toBeNull();
  });

  test('speaks TLS with a certificate of its own, for others to trust', async () => {
    const server = await start({ ssl: true });
    expect(server.url).toMatch(/^https:/);
    const ca = readFileSync(server.certificate ?? '');
    const reply = await new Promise<{ status?: number; hsts?: string }>((resolve, reject) => {
      get(`${server.url}/health`, { ca }, (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode, hsts: answer.headers['strict-transport-security'] });
      }).on('error', reject);
    });
    expect(reply).toEqual({ status: 200, hsts: 'max-age=31536000; includeSubDomains' });
  });

  test('stops in order at SIGTERM and leaves the directory to the next one, also after SIGKILL', async () => {
    const one = await startProcess();
    await expect(start()).rejects.toThrow(
      `another server (process ${one.child.pid}) already uses ${dataDir}`,
    );
    one.child.kill('SIGKILL');
    await once(one.child, 'exit');
    const two = await startProcess();
    expect((await fetch(`${two.url}/health`)).status).toBe(200);
    two.child.kill('SIGTERM');
    const [code] = await once(two.child, 'exit');
    expect(code).toBe(0);
    await start();
  });
});

describe('a start that cannot be is refused in one line, and leaves nothing running', () => {
  const refusal = async (over: Partial<Config>): Promise<string> => {
    const error = await start(over).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'StartError' });
    const { message } = error as Error;
    expect(message).not.toContain('\n');
    return message;
  };

  test('when the port is taken: no password is made that nobody is told', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = address && typeof address === 'object' ? address.port : 0;
    expect(await refusal({ port })).toBe(
      `port ${port} on 127.0.0.1 is taken: stop what uses it, or choose another with --port`,
    );
    other.close();
    expect((await start({ port })).firstPassword).not.toBeNull();
  });

  test('when the data directory cannot be one', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    expect(await refusal({ dataDir: join(file, 'data') })).toContain('cannot be written');
  });

  test('when the database is newer than the program, or none at all', async () => {
    await (await start()).stop();
    const database = new BetterSqlite(join(dataDir, 'architect.db'));
    database.exec("insert into schema_migrations values ('9999_future', 1)");
    database.close();
    expect(await refusal({})).toMatch(/newer version of the program \(it has 9999_future\)/);
    rmSync(join(dataDir, 'architect.db'));
    writeFileSync(join(dataDir, 'architect.db'), 'x'.repeat(5000));
    expect(await refusal({})).toContain('not a database: restore a backup');
  });

  test('when PostgreSQL does not answer', async () => {
    expect(await refusal({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none' })).toMatch(
      /^The database does not answer right now.*ECONNREFUSED/,
    );
  });

  test('when a published password would stand open to other machines', async () => {
    // One of the two, spelled so that it stands nowhere in the code.
    const password = ['pea', 'ce', 5].join('');
    expect(await refusal({ password, host: '0.0.0.0', ssl: true })).toContain('printed in public documents');
    await start({ password });
  });
});

test('a request under way is answered while the server stops; new ones are not taken', async () => {
  const server = await start();
  const body = JSON.stringify({ username: 'architect', password: 'wrong' });
  const slow = request(`${server.url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' },
  });
  const status = new Promise((resolve, reject) => {
    slow.on('response', (reply) => resolve(reply.resume().statusCode)).on('error', reject);
  });
  slow.flushHeaders();
  // The server has the request in hand, and waits for its body.
  await once(slow, 'continue');
  const stopped = server.stop();
  const late = await fetch(`${server.url}/api/session`);
  expect([late.status, late.headers.get('connection')]).toEqual([503, 'close']);
  expect(await (await fetch(`${server.url}/health`)).json()).toMatchObject({
    status: 'stopping',
    lifecycle: 'DRAINING',
  });
  slow.end(body);
  expect(await status).toBe(401);
  await stopped;
});

import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { randomWord } from '../ids.ts';

const run = promisify(execFile);
const startTimeoutMs = 60_000;
/** Set by postgres-global-setup.ts for the whole vitest run. */
export const directoryVariable = 'ARCHITECT_TEST_POSTGRES_DIR';

/** Directory of PostgreSQL's server programs; null when they are not installed. */
export function findPostgres(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const candidates = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return candidates.find((directory) => existsSync(join(directory, 'initdb'))) ?? null;
}

/**
 * A new database on the scratch server that all test files of a run share; started by whoever needs it first.
 * @param template name of the database to copy; default: an empty one
 * @returns its postgres:// address
 */
export async function createTestPostgresDatabase(template = 'template1'): Promise<string> {
  const address = await onceInRun('postgres', async (directory) => (await startPostgres(directory)).address);
  const name = `test_${randomWord(12).toLowerCase()}`;
  const client = new pg.Client({ connectionString: `${address}/postgres` });
  await client.connect();
  await client.query(`create database ${name} template ${template}`);
  await client.end();
  return `${address}/${name}`;
}

/**
 * Makes something that all test files of a run share: the first caller makes it, the others wait for it.
 * @param make gets an empty directory of its own and returns what the others must know
 */
export async function onceInRun(name: string, make: (directory: string) => Promise<string>): Promise<string> {
  const runDirectory = process.env[directoryVariable];
  if (!runDirectory) throw new Error('postgres-global-setup.ts is missing from the vitest configuration');
  const directory = join(runDirectory, name);
  const made = `${directory}.made`;
  try {
    await mkdir(directory);
  } catch {
    return await waitForFile(made);
  }
  const words = await make(directory);
  await writeFile(`${made}.new`, words);
  await rename(`${made}.new`, made);
  return words;
}

async function waitForFile(path: string): Promise<string> {
  const endsAt = Date.now() + startTimeoutMs;
  while (Date.now() < endsAt) {
    if (existsSync(path)) return await readFile(path, 'utf8');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${path} was not made in time`);
}

export interface ScratchPostgres {
  /** `postgres://…` without a database. */
  address: string;
  /** Immediate, as in a crash. */
  stop(): Promise<void>;
  /** Again on the same port and data. */
  start(): Promise<void>;
}

/**
 * Makes a cluster in `directory` and starts it.
 * @param isDurable true for tests that stop it like a crash; otherwise nothing is synced to disk, which is quicker
 */
export async function startPostgres(
  directory: string,
  { isDurable = false }: { isDurable?: boolean } = {},
): Promise<ScratchPostgres> {
  const bin = findPostgres();
  if (!bin) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  const data = join(directory, 'data');
  const port = await freePort();
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const as = isRoot ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] : [];
  if (isRoot) await run('chown', ['postgres', directory]);
  await chmod(directory, 0o755);
  const call = async (program: string, args: string[]): Promise<void> => {
    const [command = '', ...rest] = [...as, join(bin, program), ...args];
    await run(command, rest, { cwd: directory, env: { PATH: process.env.PATH, HOME: directory } });
  };
  await call('initdb', ['-D', data, '-U', 'app', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync']);
  const quick = isDurable ? '' : '-c fsync=off -c synchronous_commit=off -c full_page_writes=off';
  const options = `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1 -c max_connections=200 ${quick}`;
  const start = () =>
    call('pg_ctl', ['-D', data, '-l', join(directory, 'log'), '-w', '-o', options, 'start']);
  await start();
  return {
    address: `postgres://app@127.0.0.1:${port}`,
    start,
    stop: () => call('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']),
  };
}

/** Ends the shared server of a run, if one was started, and removes its files. */
export async function removePostgres(directory: string): Promise<void> {
  const pidFile = join(directory, 'postgres', 'data', 'postmaster.pid');
  if (existsSync(pidFile)) {
    const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
    // SIGQUIT is PostgreSQL's immediate shutdown.
    process.kill(pid, 'SIGQUIT');
    const endsAt = Date.now() + 10_000;
    while (existsSync(pidFile) && Date.now() < endsAt)
      await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await rm(directory, { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

import { constants, existsSync } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { type Config, ConfigError, loadConfig } from '@architect/server/config';
import { readServerFile } from '../server-file.ts';
import { checkAgentRules } from './check-agent-rules.ts';
import { checkHooks } from './check-hooks.ts';
import { checkPrograms } from './check-programs.ts';
import { blocks, type Finding, ok } from './finding.ts';

const lowDiskBytes = 500_000_000;
const webPage = resolve(import.meta.dirname, '../../../web/dist/index.html');

/** Looks at everything a server needs here. Starts nothing, changes nothing but an empty data directory. */
export async function checkMachine(env: Record<string, string | undefined>): Promise<Finding[]> {
  const config = readConfig(env);
  if (Array.isArray(config)) return [checkNode(), ...config, ...(await checkPrograms(env))];
  const server = await readServerFile(config.dataDir).catch(() => null);
  const place = server
    ? ok('server', `runs on ${server.url} (pid ${server.pid})`)
    : await checkPort(config.host, config.port);
  return [
    checkNode(),
    ok('configuration', 'valid; see: architect config'),
    await checkDataDir(config.dataDir),
    await checkAgentRules(config.dataDir),
    ...(await checkHooks(env)),
    await checkDatabaseDriver(),
    place,
    checkWebApp(),
    ...(await checkPrograms(env)),
  ];
}

function readConfig(env: Record<string, string | undefined>): Config | Finding[] {
  try {
    return loadConfig({ env });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((fault) => blocks('configuration', fault, 'correct the variable or unset it'));
  }
}

function checkNode(): Finding {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) >= 24) return ok('node', node);
  return blocks('node', `${node} is too old`, 'run ./deploy.sh once: it installs Node 24 beside the program');
}

async function checkDataDir(dataDir: string): Promise<Finding> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(dataDir);
    const freeBytes = bavail * bsize;
    const free = `${Math.floor(freeBytes / 1_000_000)} MB free`;
    if (freeBytes >= lowDiskBytes) return ok('data directory', `${dataDir}, ${free}`);
    const remedy = 'make room, or set ARCHITECT_DATA_DIR to another disk';
    return { subject: 'data directory', level: 'warning', detail: `${dataDir}, only ${free}`, remedy };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return blocks('data directory', why, `let this account write ${dataDir}, or set ARCHITECT_DATA_DIR`);
  }
}

async function checkDatabaseDriver(): Promise<Finding> {
  try {
    const { openSqlite } = await import('@architect/server/platform/database/sqlite');
    await openSqlite(':memory:').close();
    return ok('sqlite', 'loads');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return blocks('sqlite', `does not load: ${why}`, 'run "npm ci" again with this Node, or ./deploy.sh');
  }
}

function checkPort(host: string, port: number): Promise<Finding> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used: ${error.message}`;
      done(blocks('port', `${host}:${port} ${why}`, 'end that program, or start with --port N'));
    });
    probe.listen(port, host, () => probe.close(() => done(ok('port', `${host}:${port} is free`))));
  });
}

function checkWebApp(): Finding {
  if (existsSync(webPage)) return ok('web page', 'built');
  const remedy = 'run ./deploy.sh, or npm run build';
  return {
    subject: 'web page',
    level: 'warning',
    detail: 'not built: the API works, the page does not',
    remedy,
  };
}

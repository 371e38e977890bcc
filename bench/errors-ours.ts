/** The server of `errors.ts`: ours, whole, with its log at the default level; with one project and its key. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../packages/server/src/config.ts';
import { serve } from '../packages/server/src/main.ts';

const [dataDir = '', databaseUrl = ''] = process.argv.slice(2);
const config = loadConfig({
  env: { PORT: '0', ARCHITECT_DATA_DIR: dataDir, DATABASE_URL: databaseUrl, RATE_LIMIT_ENABLED: 'false' },
});
const server = await serve(config, { nodeLink: null });
const token = readFileSync(join(dataDir, 'local-token'), 'utf8').trim();
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

async function create(path: string, body: object): Promise<Record<string, unknown>> {
  const reply = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return ((await reply.json()) as { data: Record<string, unknown> }).data;
}

const project = (await create('/api/projects', { name: 'bench' })).id;
const key = (await create('/api/error-keys', { project_id: project })).public_key;
// Nobody waits for it any more.
process.on('disconnect', () => process.exit(1));
process.on('message', (word) => {
  if (word === 'stop') return void server.stop().then(() => process.exit(0));
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuUs: user + system, memory: process.memoryUsage.rss() });
});
process.send?.({ url: server.url, token, path: `/api/${project}/envelope/?sentry_key=${key}` });

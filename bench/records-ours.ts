/** The server of `records.ts`: ours, whole, with its log at the default level; with projects full of features. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../packages/server/src/config.ts';
import { serve } from '../packages/server/src/main.ts';
import { fillWithFeatures } from './fill-with-features.ts';

const [dataDir = '', databaseUrl = '', features = '0'] = process.argv.slice(2);
const config = loadConfig({
  env: { PORT: '0', ARCHITECT_DATA_DIR: dataDir, DATABASE_URL: databaseUrl, RATE_LIMIT_ENABLED: 'false' },
});
const server = await serve(config, { nodeLink: null });
const token = readFileSync(join(dataDir, 'local-token'), 'utf8').trim();
const source = databaseUrl ? { url: databaseUrl } : { file: join(dataDir, 'architect.db') };
const startedAt = performance.now();
await fillWithFeatures({ url: server.url, token, source, count: Number(features) });
process.on('message', (word) => {
  if (word === 'stop') return void server.stop().then(() => process.exit(0));
  process.send?.({ memory: process.memoryUsage.rss() });
});
process.send?.({ url: server.url, token, filledMs: performance.now() - startedAt });

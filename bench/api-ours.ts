/** The server of `api.ts`: ours, whole, with its log at the default level; without the rate limits that a bench would hit. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../packages/server/src/config.ts';
import { serve } from '../packages/server/src/main.ts';
import { rowsBefore } from './api-bare.ts';

const dataDir = process.argv[2] ?? '';
const config = loadConfig({ env: { PORT: '0', ARCHITECT_DATA_DIR: dataDir, RATE_LIMIT_ENABLED: 'false' } });
const server = await serve(config, { nodeLink: null });
const token = readFileSync(join(dataDir, 'local-token'), 'utf8').trim();
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
const body = JSON.stringify({
  action: 'seed',
  entity_type: 'thing',
  entity_id: 1,
  details: { n: 1, text: 'x'.repeat(100) },
});
for (let row = 0; row < rowsBefore; row += 100) {
  await Promise.all(
    Array.from({ length: 100 }, () => fetch(`${server.url}/api/activity`, { method: 'POST', headers, body })),
  );
}
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuUs: user + system });
});
process.send?.({ url: server.url, token });

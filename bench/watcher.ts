import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createDriver } from '@architect/node/tmux/create-driver';

/**
 * One way of watching, in a process of its own, so that its CPU can be told. Started by `watch.ts`: watcher.ts WAY SOCKET
 * SESSIONS. Sends `ready`, then the latency of every stamped screen it gets to know, in milliseconds.
 */
const [way, socketName = '', sessions = '0'] = process.argv.slice(2);
const run = promisify(execFile);
const stamps = new Map<string, bigint>();

function take(paneId: string, text: string): void {
  const match = /t=(\d+)/.exec(text);
  if (!match?.[1]) return;
  const stamp = BigInt(match[1]);
  if (stamp <= (stamps.get(paneId) ?? 0n)) return;
  stamps.set(paneId, stamp);
  process.send?.(Number(process.hrtime.bigint() - stamp) / 1e6);
}

if (way === 'ours') {
  const log = { info: () => undefined, warn: console.error, error: console.error };
  const driver = createDriver({ socketName, log });
  const seen = new Set<string>();
  driver.on('screen', ({ facts, rows }) => {
    take(facts.paneId, rows.join('\n'));
    seen.add(facts.paneId);
  });
  await driver.start();
  while (seen.size < Number(sessions)) await pause(20);
  process.on('message', () => void driver.stop().then(() => process.exit()));
  process.send?.('ready');
} else {
  const { stdout } = await run('tmux', ['-L', socketName, 'list-panes', '-a', '-F', '#{pane_id}']);
  const paneIds = stdout.trim().split('\n');
  process.on('message', () => process.exit());
  process.send?.('ready');
  for (;;) {
    const startedAt = performance.now();
    await Promise.all(
      paneIds.map(async (paneId) => {
        const shown = await run('tmux', ['-L', socketName, 'capture-pane', '-p', '-t', paneId]);
        take(paneId, shown.stdout);
      }),
    );
    await pause(Math.max(1, 300 - (performance.now() - startedAt)));
  }
}

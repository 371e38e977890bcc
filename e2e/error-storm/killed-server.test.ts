import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { expect, test } from 'vitest';
import { createScratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

const { reportError, listErrors } = errorGroupEndpoints;
const lanes = 32;
const enough = 1_500;
const parts = ['part-0.js', 'part-1.js', 'part-2.js', 'part-3.js'];

type Sent = Record<'event_id' | 'message' | 'source', string>;

/** Reports without a pause, until the server is gone. */
async function stormUntilKilled(server: RunningServer): Promise<{ sent: Sent[]; answered: Set<Sent> }> {
  const sent: Sent[] = [];
  const answered = new Set<Sent>();
  let killing: Promise<void> | null = null;
  const lane = async (at: number): Promise<void> => {
    while (!killing) {
      const body = { event_id: randomUUID(), message: 'no card', source: parts[at % parts.length] ?? '' };
      sent.push(body);
      try {
        await server.call(reportError, { body });
      } catch {
        // The server ended in the middle of this one: nobody was told that it is kept.
        return;
      }
      answered.add(body);
      if (answered.size >= enough) killing ??= server.kill();
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, at) => lane(at)));
  await killing;
  return { sent, answered };
}

test('every report counts once after the server was killed in the middle of a storm and reporters sent again', async () => {
  const scratch = await createScratch();
  const options = {
    dataDir: join(scratch.directory, 'data'),
    socket: `storm-${process.pid}`,
    env: { RATE_LIMIT_ENABLED: 'false' },
  };
  try {
    const { sent, answered } = await stormUntilKilled(await startServer(options));
    const server = await startServer(options);
    scratch.defer(() => server.stop());
    const counts = async () =>
      (await server.call(listErrors, { query: { sort: 'source' } })).data.map(
        ({ source, occurrence_count }) => [source, occurrence_count] as const,
      );
    const among = (bodies: readonly Sent[], part: string): number =>
      bodies.filter(({ source }) => source === part).length;
    for (const [part, count] of await counts()) {
      expect(count).toBeGreaterThanOrEqual(among([...answered], part));
      expect(count).toBeLessThanOrEqual(among(sent, part));
    }
    // Whoever heard no answer sends again, and so do some whose answer was lost on the way.
    const again = [...sent.filter((body) => !answered.has(body)), ...[...answered].slice(-100)];
    expect(again.length).toBeGreaterThan(100);
    await Promise.all(again.map((body) => server.call(reportError, { body })));
    expect(await counts()).toEqual(parts.map((part) => [part, among(sent, part)]));
  } finally {
    await scratch.clean();
  }
}, 120_000);

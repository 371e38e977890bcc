import { join } from 'node:path';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { expect, test } from 'vitest';
import { createScratch } from '../support/scratch.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

const { reportError, listErrors } = errorGroupEndpoints;
const lanes = 32;
const enough = 1_500;

/** Reports without a pause, until the server is gone. */
async function stormUntilKilled(server: RunningServer): Promise<{ sent: number[]; answered: number[] }> {
  const [sent, answered] = [
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ];
  let killing: Promise<void> | null = null;
  const lane = async (at: number): Promise<void> => {
    const source = `part-${at % sent.length}.js`;
    const add = (counts: number[]): void => {
      counts[at % counts.length] = (counts[at % counts.length] ?? 0) + 1;
    };
    while (!killing) {
      add(sent);
      try {
        await server.call(reportError, { body: { message: 'no card', source } });
      } catch {
        // The server ended in the middle of this one: nobody was told that it is kept.
        return;
      }
      add(answered);
      if (sumOf(answered) >= enough) killing ??= server.kill();
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, at) => lane(at)));
  await killing;
  return { sent, answered };
}

const sumOf = (counts: number[]): number => counts.reduce((sum, count) => sum + count, 0);

test('every report that was answered is counted after the server was killed in the middle of a storm', async () => {
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
    const { data } = await server.call(listErrors, { query: { sort: 'source' } });
    expect(data.map(({ source }) => source)).toEqual(sent.map((_, at) => `part-${at}.js`));
    for (const [at, { occurrence_count }] of data.entries()) {
      expect(occurrence_count).toBeGreaterThanOrEqual(answered[at] ?? 0);
      expect(occurrence_count).toBeLessThanOrEqual(sent[at] ?? 0);
    }
    expect(sumOf(answered)).toBeGreaterThanOrEqual(enough);
  } finally {
    await scratch.clean();
  }
}, 120_000);

import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { expect, it } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { startTracker } from '../records/fixture-tracker.ts';

const { reportError, getError, listErrorEvents } = errorGroupEndpoints;

eachDatabase((_open, engine) => {
  it('keeps the first samples, a few of what follows at once, one of each release, and the newest', async () => {
    const clock = createMovableClock();
    const { request } = await startTracker(engine, { clock });
    let id = 0;
    const report = async (release: string, count: number) => {
      const replies = Array.from({ length: count }, (_, at) =>
        request(reportError, { body: { message: `card ${at} failed`, source: 'pay.js', release } }),
      );
      id = (await Promise.all(replies))[0]?.body.id ?? 0;
    };
    const samples = async (query: object = {}) =>
      (await request(listErrorEvents, { params: { id }, query: { per_page: 200, ...query } })).body;
    await report('1.0', 20);
    await report('1.0', 1);
    await report('1.0', 30);
    expect((await samples()).pagination.total).toBe(21);
    await report('2.0', 3);
    expect((await samples({ release: '2.0' })).pagination.total).toBe(1);
    const first = (await samples({ sort: 'id' })).data.slice(0, 20).map((sample) => sample.id);
    for (let round = 0; round < 180; round += 1) {
      clock.advance(10_001);
      await report('3.0', 1);
    }
    const { data, pagination } = await samples({ sort: 'id' });
    expect(pagination.total).toBeGreaterThanOrEqual(120);
    expect(pagination.total).toBeLessThanOrEqual(170);
    expect(data.slice(0, 20).map((sample) => sample.id)).toEqual(first);
    expect(data.at(-1)?.release).toBe('3.0');
    const { occurrence_count, last_release } = (await request(getError, { params: { id } })).body.data;
    expect([occurrence_count, last_release]).toEqual([234, '3.0']);
  });
});

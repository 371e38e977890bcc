import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { errorIntakeEndpoints } from '@architect/contracts/error-intake';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Config } from '../../config.ts';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createMovableClock } from '../../platform/fixture-clock.ts';
import { createTestServer } from '../../test-server.ts';
import { startTracker } from '../records/fixture-tracker.ts';
import { anEnvelope, createSdkFixture } from './sentry/fixture-sdk.ts';

const { reportError, listErrors, getError, listErrorEvents } = errorGroupEndpoints;
const { getErrorIntake } = errorIntakeEndpoints;
const dayMs = 86_400_000;

async function startGuarded(config: Partial<Config>) {
  const clock = createMovableClock();
  const server = await createTestServer({ config, clock });
  onTestFinished(() => server.stop());
  const report = (message: string) => server.request('/api/errors', { method: 'POST', body: { message } });
  const intake = async () => (await server.local.request(getErrorIntake, {})).body.data;
  return { server, clock, report, intake };
}

describe('the intake', () => {
  it('refuses what is over the ceiling until a minute has passed, and says so', async () => {
    const { server, clock, report, intake } = await startGuarded({ errorsPerMinute: 3 });
    for (const word of ['a', 'b', 'c']) expect((await report(word)).status).toBe(200);
    const refused = await report('d');
    expect([refused.status, refused.body.details]).toEqual([429, { reason: 'rate' }]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('x-sentry-rate-limits')).toMatch(/^\d+::organization$/);
    expect((await server.request('/api/1/envelope/', { method: 'POST', body: 'x' })).status).toBe(429);
    expect(await intake()).toMatchObject({
      accepting: false,
      refusing_because: 'rate',
      accepted: 3,
      refused: { rate: 2, queue: 0, disk: 0 },
      last_minute: 3,
      most_per_minute: 3,
    });
    const metrics = await server.local.request('/metrics');
    expect(metrics.text).toContain('architect_error_reports_refused{reason="rate"} 2');
    expect(metrics.text).toContain('architect_error_reports_accepted 3');
    expect((await server.local.request(listErrors, {})).status).toBe(200);
    clock.advance(61_000);
    expect((await report('e')).status).toBe(200);
    expect(await intake()).toMatchObject({ accepting: true, last_minute: 1, accepted: 4 });
  });

  it('refuses while the disk has less free than the reserve, before the body is looked at', async () => {
    const { server, intake } = await startGuarded({ errorsDiskReserveMb: 1_000_000_000 });
    const refused = await server.request('/api/errors', { method: 'POST', body: 'no json' });
    expect([refused.status, refused.body.details]).toEqual([429, { reason: 'disk' }]);
    expect(await intake()).toMatchObject({ accepting: false, refusing_because: 'disk', accepted: 0 });
    expect((await intake()).disk_free).toBeGreaterThan(0);
  });

  it('refuses while too many wait, counts all others, and lets pages read meanwhile', async () => {
    const tracker = await startTracker();
    const { send } = await createSdkFixture(tracker);
    const intake = async () => (await tracker.request(getErrorIntake, {})).body.data;
    const held = Promise.withResolvers<void>();
    const writing = tracker.server.db.write(() => held.promise);
    const hundred = anEnvelope(
      Array.from({ length: 100 }, () => ({ type: 'event', payload: { message: 'same' } })),
    );
    const refused = Promise.withResolvers<void>();
    let count = 0;
    const storm = Array.from({ length: 40 }, async () => {
      const reply = await send(hundred);
      if (reply.status === 429) count += 1;
      if (count > 5) refused.resolve();
      return reply;
    });
    await refused.promise;
    expect((await intake()).refused.queue).toBeGreaterThan(5);
    expect(await intake()).toMatchObject({ refusing_because: 'queue', accepted: 0 });
    expect((await tracker.request(listErrors, {})).status).toBe(200);
    held.resolve();
    await writing;
    const replies = await Promise.all(storm);
    const accepted = replies.filter(({ status }) => status === 200).length;
    expect(replies.filter(({ status }) => status !== 200 && status !== 429)).toEqual([]);
    expect(accepted).toBeGreaterThanOrEqual(20);
    expect((await tracker.request(listErrors, {})).body.data).toMatchObject([
      { occurrence_count: accepted * 100 },
    ]);
    expect(await intake()).toMatchObject({ accepting: true, accepted: accepted * 100, waiting: 0 });
  });
});

eachDatabase((_open, engine) => {
  it('drops old samples and counts, archives what nobody reports, and counts on', async () => {
    const clock = createMovableClock();
    const { request, audited } = await startTracker(engine, { clock });
    const body = { message: 'Payment failed', source: 'pay.js', release: '1.0.0' };
    const { id } = (await request(reportError, { body })).body;
    await request(reportError, { body });
    const samples = async () =>
      (await request(listErrorEvents, { params: { id }, query: {} })).body.pagination.total;
    /** An hour goes by before each look: a sweep that was under way has planned the next one by then. */
    const later = async <T>(look: () => Promise<T>): Promise<T> => {
      clock.advance(3_600_000);
      return await look();
    };
    const detail = async () => (await request(getError, { params: { id } })).body.data;
    clock.advance(31 * dayMs);
    await expect.poll(() => later(samples)).toBe(0);
    await expect
      .poll(() => audited('error.retention'))
      .toMatchObject({
        ...{ samples: 2, receipts: 2, counts: 0, archived: 0 },
      });
    expect((await detail()).occurrences.by_release).toEqual([{ name: '1.0.0', count: 2 }]);
    await request(reportError, { body });
    clock.advance(91 * dayMs);
    await expect.poll(async () => (await later(detail)).occurrences.by_release).toEqual([]);
    expect(await detail()).toMatchObject({ occurrence_count: 3, status: 'open' });
    clock.advance(366 * dayMs);
    await expect.poll(() => later(async () => (await request(listErrors, {})).body.data)).toEqual([]);
    const archived = await request(listErrors, { query: { deleted: 'only' } });
    expect(archived.body.data).toMatchObject([{ id, occurrence_count: 3 }]);
    expect((await request(reportError, { body })).body.id).toBe(id);
    expect(await detail()).toMatchObject({ occurrence_count: 4, status: 'open', deleted_at: null });
  });
});

import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { expect, it, onTestFinished } from 'vitest';
import { eachDatabase } from '../../platform/database/exercise-databases.ts';
import { createTestServer } from '../../test-server.ts';
import { tablesOf } from './tables.ts';

const { reportError, listErrors, getError, resolveError } = errorGroupEndpoints;

/** Reports, and the hashes that grouping 1 itself made of them. */
const reports: [hash: string, body: { message: string } & Record<string, unknown>][] = [
  ['e72ca72fd69ac36c5e2bf6a1af6fdc03', { message: 'Payment 12 failed', source: 'pay.py' }],
  [
    'e806aa41c7f201f2c14efb4536a4601c',
    {
      message: 'GET https://shop.example/orders/7 took 31 s for ada@shop.example',
      error_type: 'Timeout',
      source: '/srv/shop/orders.js:12:3',
    },
  ],
  [
    '4866561bf30e5fd7a57242b160c7d0d8',
    { message: 'x', fingerprint: ['orders', '{{ default }}'], source: 'a.js' },
  ],
  [
    'ecb96d0d8dcd780ab5a3a9d5da702b50',
    {
      message: 'x is undefined',
      stack_trace: `TypeError: x is undefined
    at total (/srv/shop/cart.js:10:7)
    at Object.<anonymous> (/srv/shop/app.1a2b3c4d.js:1:1)
    at async file:///srv/shop/app.mjs:3:7
    at async pay (file:///srv/shop/pay.mjs:9:1)
    at run (node:internal/timers:95:5)`,
    },
  ],
  [
    '5693e2c3b7d92720299416125ff9b003',
    {
      message: 'in a page',
      stack_trace:
        'total@https://a.example/cart-BxY3_k9Z.js:1:7\npay/<@https://a.example/cart-BxY3_k9Z.js:2:7',
    },
  ],
];

eachDatabase((_open, engine) => {
  it('an error that earlier rules knew goes on under the rules of today, and is known by both', async () => {
    const before = await createTestServer({ engine });
    const ids: number[] = [];
    for (const [, body] of reports) ids.push((await before.local.request(reportError, { body })).body.id);
    // As a server with grouping 1 would have left them, when one with these rules takes over.
    await before.db.write(async (tx) => {
      for (const [at, [hash]] of reports.entries())
        await tablesOf(tx)
          .updateTable('error_fingerprints')
          .set({ hash, grouping_json: { version: 1, by: 'message', parts: ['as it was'] } })
          .where('error_id', '=', ids[at] ?? 0)
          .execute();
    });
    await before.stop({ keepData: true });
    const server = await createTestServer({ dataOf: before });
    onTestFinished(() => server.stop());
    const { request } = server.local;
    const tell = (body: { message: string }) => request(reportError, { body });
    await request(resolveError, { params: { id: ids[0] ?? 0 }, body: {} });
    // All at once, and two that nobody knew.
    const fresh = [{ message: 'quite new' }, { message: 'newer still' }];
    const again = await Promise.all([...reports.map(([, body]) => body), ...fresh].map(tell));
    expect(again.slice(0, ids.length).map(({ body }) => [body.id, body.deduplicated])).toEqual(
      ids.map((id) => [id, true]),
    );
    expect(again.slice(ids.length).map(({ body }) => body.deduplicated)).toEqual([false, false]);
    for (const [, body] of reports) await tell(body);
    const list = await request(listErrors, { query: { sort: 'id' } });
    expect(list.body.data.map(({ occurrence_count }) => occurrence_count)).toEqual([
      ...ids.map(() => 3),
      1,
      1,
    ]);
    expect(list.body.data[0]).toMatchObject({ status: 'open', regressions: 1 });
    for (const id of ids) {
      const { fingerprints, occurrences } = (await request(getError, { params: { id } })).body.data;
      expect(fingerprints.map(({ grouping, count }) => [grouping.version, count])).toEqual([
        [2, 2],
        [1, 1],
      ]);
      expect(occurrences.by_hour.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    }
  });
});

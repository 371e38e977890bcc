import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { errorKeyEndpoints } from '@architect/contracts/error-keys';
import { projectEndpoints } from '@architect/contracts/projects';
import type { RunningServer } from '../support/start-server.ts';

type Report = Record<string, unknown>;

export async function report(server: RunningServer, body: Report): Promise<number> {
  return (await server.call(errorGroupEndpoints.reportError, { body })).id;
}

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
const stack = (type: string, message: string, own: string) => `${type}: ${message}
    at ${own} (/srv/shop/src/checkout/${own}.ts:48:11)
    at processTicksAndRejections (node:internal/process/task_queues:105:5)
    at Layer.handle (/srv/shop/node_modules/express/lib/router/layer.js:95:5)
    at next (/srv/shop/node_modules/express/lib/router/route.js:149:13)
    at handleRequest (/srv/shop/src/server/handle-request.ts:22:7)`;

const shapes: readonly [type: string, message: string, source: string, severity: string][] = [
  ['TypeError', "Cannot read properties of undefined (reading 'total')", 'src/checkout/sum-cart.ts', 'error'],
  ['PaymentDeclined', 'Card issuer answered 51 for order 48213', 'src/checkout/pay.ts', 'warning'],
  ['ConnectionError', 'connect ECONNREFUSED 10.0.3.7:5432', 'src/database/pool.ts', 'critical'],
  [
    'TimeoutError',
    'GET https://stock.internal/v2/items took longer than 8000 ms',
    'src/stock/read.ts',
    'error',
  ],
  ['ValidationError', 'postcode: must not be empty', 'src/address/form.tsx', 'info'],
  ['java.lang.OutOfMemoryError', 'Java heap space', 'com.shop.search.Indexer', 'critical'],
  ['KeyError', "'customer_id'", 'billing/export.py', 'error'],
  [
    'ChunkLoadError',
    'Loading chunk 417 failed after three tries on a slow network',
    'https://shop.example/app.js',
    'warning',
  ],
  ['DeadlockDetected', 'Process 912 waits for ShareLock on transaction 88213', 'src/orders/save.ts', 'error'],
  ['RangeError', 'Maximum call stack size exceeded', 'src/menu/build-tree.ts', 'error'],
];

/** A project with a key, and 32 errors of different shapes, some of them reported many times. */
export async function reportErrors(server: RunningServer): Promise<{ projectId: number; dsn: string }> {
  const body = { name: 'Web shop', description: 'The shop and what is behind it.' };
  const projectId = (await server.call(projectEndpoints.createProject, { body })).data.id;
  const key = { project_id: projectId, name: 'web shop' };
  const { dsn } = (await server.call(errorKeyEndpoints.createErrorKey, { body: key })).data;
  for (const [index, [error_type, message, source, severity]] of shapes.entries())
    for (let variant = 0; variant < 3; variant += 1) {
      const own = `step${index}x${variant}`;
      const named = variant === 0 ? error_type : `${error_type}${['', 'InWorker', 'OnRetry'][variant]}`;
      const one = {
        ...{ error_type: named, message, source, severity, project_id: projectId },
        node_id: `web-${variant + 1}`,
        release: `4.${variant}.${index % 3}`,
        environment: variant === 2 ? 'staging' : 'production',
        ...(variant === 1 ? {} : { stack_trace: stack(named, message, own) }),
      };
      for (let times = 0; times < 1 + ((index * 7 + variant * 3) % 9); times += 1)
        await report(server, { ...one, timestamp: hoursAgo((times * times * 5 + variant * 7 + index) % 70) });
    }
  await report(server, richReport(projectId));
  await report(server, { message: 'x'.repeat(3_000), source: 'a'.repeat(400), error_type: 'W'.repeat(300) });
  return { projectId, dsn };
}

/** One with everything a reporter may send. */
function richReport(projectId: number): Report {
  const message = 'Could not reserve the basket of 3 items';
  return {
    ...{ error_type: 'ReservationFailed', message, severity: 'critical', project_id: projectId },
    source: 'src/checkout/reserve.ts',
    stack_trace: stack('ReservationFailed', message, 'reserveBasket'),
    ...{ node_id: 'web-1', release: '4.2.0', environment: 'production' },
    url: 'https://shop.example/checkout?step=pay',
    user: { id: 812, plan: 'business' },
    tags: { browser: 'Firefox 140', region: 'eu-central' },
    context: {
      basket: {
        items: [
          { sku: 'A-1', count: 2 },
          { sku: 'B-9', count: 1 },
        ],
        total: 61.5,
        coupon: null,
      },
      retry: true,
    },
  };
}

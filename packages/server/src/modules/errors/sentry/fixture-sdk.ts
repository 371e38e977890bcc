import { errorKeyEndpoints } from '@architect/contracts/error-keys';
import type { Tracker } from '../../records/fixture-tracker.ts';

/** What an SDK would know of an application: for tests. */
export interface SdkFixture {
  project: number;
  key: string;
  /** Sends a body as it is. */
  send(
    body: string | Uint8Array,
    options?: { path?: string; headers?: Record<string, string> },
  ): ReturnType<Tracker['server']['request']>;
}

export async function createSdkFixture(
  { aProject, request, server }: Tracker,
  key: { hourly_limit?: number } = {},
): Promise<SdkFixture> {
  const { id } = await aProject();
  const made = await request(errorKeyEndpoints.createErrorKey, { body: { project_id: id, ...key } });
  const { public_key } = made.body.data;
  return {
    project: id,
    key: public_key,
    send: (body, { path = `/api/${id}/envelope/?sentry_key=${public_key}`, headers = {} } = {}) =>
      server.request(path, { method: 'POST', body, headers }),
  };
}

export const anEvent = {
  event_id: '0123456789abcdef0123456789abcdef',
  level: 'fatal',
  platform: 'node',
  release: 'shop@1.2.0',
  environment: 'production',
  server_name: 'shop-prod-01',
  exception: {
    values: [
      { type: 'TypeError', value: 'card is undefined', stacktrace: { frames: [frame('charge', 7)] } },
      {
        type: 'Error',
        value: 'payment failed',
        stacktrace: { frames: [{ filename: 'node:internal/timers', in_app: false }, frame('pay', 3)] },
      },
    ],
  },
  tags: { shop: 'berlin' },
  user: { id: '7', name: 'Ada' },
  breadcrumbs: [{ timestamp: 1, category: 'http', message: 'POST /pay', level: 'info' }],
  contexts: { trace: { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) }, os: { name: 'Linux' } },
  modules: { express: '5.0.0' },
  extra: { cart: { items: 3 } },
  sdk: { name: 'sentry.javascript.node', version: '9.0.0' },
};

function frame(name: string, line: number) {
  return {
    filename: '/srv/shop/pay.js',
    function: name,
    lineno: line,
    in_app: true,
    context_line: 'throw new Error()',
  };
}

/** An envelope of items; with `length`, their headers say it. */
export function anEnvelope(
  items: { type: string; payload: unknown }[],
  { header = {}, withLength = false }: { header?: object; withLength?: boolean } = {},
): string {
  const lines = items.flatMap(({ type, payload }) => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return [JSON.stringify({ type, ...(withLength ? { length: Buffer.byteLength(text) } : {}) }), text];
  });
  return `${[JSON.stringify(header), ...lines].join('\n')}\n`;
}

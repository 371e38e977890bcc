import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Http } from '../http/http.ts';

export interface Metrics {
  /**
   * A figure that is read when somebody asks for it.
   * @param read one number, or one per value of `label`
   */
  gauge(figure: {
    name: string;
    help: string;
    label?: string;
    read(): Promise<number | Record<string, number>> | number | Record<string, number>;
  }): void;
}

/** Milliseconds between two looks at the event loop: a finer look would keep an idle processor awake. */
const loopPrecisionMs = 500;
/** Seconds; around what a list, a write and a sign-in take. */
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** `/metrics` in Prometheus' text format, for viewers, keys and the local token. */
export function createMetrics({ http }: { http: Http }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: loopPrecisionMs });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: durationBuckets,
    registers: [registry],
  });
  http.app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  http.app.after(() => {
    http.app.get('/metrics', async (request, reply) => {
      await http.gate.admit(request, reply, { access: 'viewer', unlimited: true, passive: true });
      return reply.type(registry.contentType).send(await registry.metrics());
    });
  });

  return {
    gauge({ name, help, label, read }) {
      const gauge: Gauge = new Gauge({
        name,
        help,
        labelNames: label === undefined ? [] : [label],
        registers: [registry],
        async collect(): Promise<void> {
          const value = await read();
          gauge.reset();
          if (typeof value === 'number') return gauge.set(value);
          for (const [word, count] of Object.entries(value)) gauge.set({ [label ?? 'kind']: word }, count);
        },
      });
    },
  };
}

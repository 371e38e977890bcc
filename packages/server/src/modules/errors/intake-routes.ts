import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { type ErrorIntake, errorIntakeEndpoints } from '@architect/contracts/error-intake';
import type { ModuleContext } from '../../platform/context.ts';
import type { Http } from '../../platform/http/http.ts';
import { success } from '../../platform/http/success.ts';
import type { Metrics } from '../../platform/telemetry/metrics.ts';
import { toTime, toTimeOrNull } from '../../platform/time.ts';
import { type Ingest, mostWaiting } from './ingest.ts';
import type { IntakeGuard } from './intake-guard.ts';
import type { ItemCounts } from './item-counts.ts';

export interface IntakeRoutes extends Pick<ModuleContext, 'clock' | 'bind'> {
  http: Pick<Http, 'app'>;
  metrics: Metrics;
  guard: IntakeGuard;
  ingest: Ingest;
  items: ItemCounts;
  reserveBytes: number;
  mostPerMinute: number | null;
}

const { reportError, logError } = errorGroupEndpoints;

/** Shows how the intake does, and stands before the doors whose bodies are JSON. */
export function bindIntakeRoutes(options: IntakeRoutes): void {
  const { bind, clock, http, guard, ingest, items } = options;
  const since = clock.now();
  const doors = new Set([reportError.path, logError.path]);
  http.app.addHook('onRequest', async ({ method, routeOptions }, reply) => {
    if (method === 'POST' && doors.has(routeOptions.url ?? '')) guard.admit(reply);
  });
  bind(errorIntakeEndpoints.getErrorIntake, async () => {
    const { refusing, accepted, refused, lastRefusedAt, lastMinute, diskFree } = guard.figures();
    const shown: ErrorIntake = {
      accepting: refusing === null,
      refusing_because: refusing,
      since: toTime(since),
      accepted,
      refused,
      last_refused_at: toTimeOrNull(lastRefusedAt),
      waiting: ingest.waiting(),
      most_waiting: mostWaiting,
      last_minute: lastMinute,
      most_per_minute: options.mostPerMinute,
      disk_free: diskFree,
      disk_reserve: options.reserveBytes,
      items: await items.recent(),
    };
    return success(shown);
  });
  addFigures(options);
}

function addFigures({ metrics, guard, ingest }: IntakeRoutes): void {
  metrics.gauge({
    name: 'architect_error_reports_accepted',
    help: 'Error reports saved since the start',
    read: () => guard.figures().accepted,
  });
  metrics.gauge({
    name: 'architect_error_reports_refused',
    help: 'Error reports refused since the start, by reason',
    label: 'reason',
    read: () => guard.figures().refused,
  });
  metrics.gauge({
    name: 'architect_error_reports_waiting',
    help: 'Error reports that wait to be saved',
    read: ingest.waiting,
  });
  metrics.gauge({
    name: 'architect_error_reports_last_minute',
    help: 'Error reports of the last 60 seconds',
    read: () => guard.figures().lastMinute,
  });
}

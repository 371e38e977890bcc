import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Config } from '../../config.ts';
import type { ModuleContext } from '../../platform/context.ts';
import { asAppError } from '../../platform/http/error-reply.ts';
import type { Http } from '../../platform/http/http.ts';
import { readVersion } from '../../platform/version.ts';
import type { Ingest } from './ingest.ts';
import type { IntakeGuard } from './intake-guard.ts';
import { createMinuteCounter } from './minute-counter.ts';
import { readReport } from './read-report.ts';
import { reporterFile } from './serve-reporter.ts';

/** The dashboard's own errors, among those of all applications. */
export interface OwnErrors {
  /** Reports a fault that nobody caught. Resolves when it is saved, or cannot be; never rejects. */
  report(error: unknown): Promise<void>;
}

export interface OwnErrorsOptions extends Pick<ModuleContext, 'clock' | 'log'> {
  http: Pick<Http, 'app'>;
  ingest: Pick<Ingest, 'take'>;
  guard: Pick<IntakeGuard, 'figures'>;
  config: Pick<Config, 'reportOwnErrors' | 'environment'>;
}

/** A fault that comes with every request must not fill the list, nor take the time of others. */
const mostPerMinute = 30;
/** Where reports come in and errors are shown. A fault of these that were reported would make the next one. */
const ownDoors = /^\/api\/(?:errors|error-keys|error-intake|log_error|\d+\/(?:envelope|store))(?:\/|$)/;
const ownCode = /[\\/]modules[\\/]errors[\\/]/;

/**
 * The name under which this dashboard reports its own errors; null: it does not. Its pages need the built reporter.
 * @param of the server's errors, or those of its pages
 */
export function ownNodeId(
  { reportOwnErrors }: Pick<Config, 'reportOwnErrors'>,
  of: 'server' | 'pages',
): string | null {
  if (!reportOwnErrors || (of === 'pages' && !existsSync(reporterFile))) return null;
  // It stands in pages too.
  return `architect-dashboard-${hostname().replaceAll(/[^\w.-]/g, '-')}`;
}

/** Reports answers of 500 and what nobody caught into this server's own errors; with the setting off it does nothing. */
export function reportOwnErrors(options: OwnErrorsOptions): OwnErrors {
  const { http, log, clock, config } = options;
  const nodeId = ownNodeId(config, 'server');
  if (nodeId === null) return { report: async () => undefined };
  const minute = createMinuteCounter(clock);

  async function take(
    error: unknown,
    where: { source: string; severity: string; context: object },
  ): Promise<void> {
    const { stack } = error instanceof Error ? error : {};
    if (ownCode.test(stack ?? ''))
      return log.warn({ source: where.source }, 'a fault of the errors themselves');
    if (minute.count() >= mostPerMinute || options.guard.figures().refusing !== null) return;
    minute.add(1);
    const body = {
      ...{
        error_type: error instanceof Error ? error.name : 'Error',
        message: wordsOf(error),
      },
      ...(stack ? { stack_trace: stack } : {}),
      ...{ node_id: nodeId, release: readVersion(), environment: config.environment, platform: 'node' },
      ...where,
    };
    try {
      await options.ingest.take(readReport(body, clock.now()));
    } catch (fault) {
      log.error({ err: fault }, 'an error of the dashboard itself could not be reported');
    }
  }

  http.app.addHook('onError', async (request, _reply, error) => {
    const refusal = asAppError(error);
    const path = request.url.split('?')[0] ?? '';
    if (refusal.code !== 'INTERNAL' || ownDoors.test(path)) return;
    const source = `${request.method} ${request.routeOptions.url ?? path}`;
    const context = { type: 'request_error', request_path: path, correlation_id: request.id };
    void take(refusal.cause ?? refusal, { source, severity: 'error', context });
  });

  return {
    report: (error) =>
      take(error, { source: 'process', severity: 'critical', context: { type: 'uncaught_exception' } }),
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

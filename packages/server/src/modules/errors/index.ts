import { errorFields, errorGroupEndpoints } from '@architect/contracts/error-groups';
import type { Config } from '../../config.ts';
import type { ModuleContext, Running } from '../../platform/context.ts';
import type { Http } from '../../platform/http/http.ts';
import type { Metrics } from '../../platform/telemetry/metrics.ts';
import type { Bugs } from '../bugs/index.ts';
import { createRecordStore, type RecordStore, type Records } from '../records/index.ts';
import { createBugOfError } from './bug-of-error.ts';
import { createErrorsChange } from './change-errors.ts';
import { createErrorWords } from './describe-error.ts';
import { createDoorkeeper } from './doorkeeper.ts';
import { createErrorChanges } from './error-changes.ts';
import { createErrorService, type ErrorService } from './error-service.ts';
import { countReportsSince } from './error-store.ts';
import { createIngest, type Ingest, mostWaiting } from './ingest.ts';
import { createIntakeGuard } from './intake-guard.ts';
import { bindIntakeRoutes } from './intake-routes.ts';
import { createItemCounts } from './item-counts.ts';
import { createKeyLookup } from './key-lookup.ts';
import { createErrorKeys } from './keys.ts';
import { createBugLink } from './link-bug.ts';
import { createMerging, type MergingOptions } from './merge-errors.ts';
import { openToAllOrigins } from './open-to-all-origins.ts';
import { type OwnErrors, reportOwnErrors } from './report-own-errors.ts';
import { createRetention } from './retention.ts';
import { bindErrorRoutes } from './routes.ts';
import { addSentryRoutes } from './sentry/routes.ts';
import { serveReporter } from './serve-reporter.ts';
import { createSuspects, type SuspectSources } from './suspects.ts';
import type { ErrorRow } from './tables.ts';
import { createCountTeller } from './tell-counts.ts';

export { countOpenErrors } from './error-store.ts';
export type { Report } from './report.ts';
export { type OwnErrors, ownNodeId } from './report-own-errors.ts';

/** Errors of every application: taken in, grouped, counted, and followed until they are gone. */
export interface Errors extends Running {
  service: ErrorService;
  ingest: Ingest;
  /** The error with its newest report, in Markdown; what programs sent is fenced. @throws AppError NOT_FOUND */
  describe(id: number): Promise<string>;
  /** Makes a bug of an error, or answers with the one that is open for it already. */
  createBug: ReturnType<typeof createBugOfError>;
  /** Takes the faults of this server itself. */
  own: OwnErrors;
}

export interface ErrorsOptions extends ModuleContext, SuspectSources, Pick<MergingOptions, 'followMerge'> {
  bugs: Bugs;
  records: Records;
  http: Http;
  metrics: Metrics;
  config: Pick<
    Config,
    | 'dataDir'
    | 'environment'
    | 'reportOwnErrors'
    | 'errorsRequireKey'
    | 'rateLimitEnabled'
    | 'errorsPerMinute'
    | 'errorsDiskReserveMb'
    | 'errorsSampleDays'
    | 'errorsCountDays'
    | 'errorsArchiveDays'
  >;
}

export function createErrors({ bugs, records, config, http, metrics, ...context }: ErrorsOptions): Errors {
  const store = createRecordStore<ErrorRow>({
    ...context,
    kind: 'error',
    table: 'errors',
    fields: errorFields,
    defaultSort: '-last_seen,-id',
  });
  const { ingest, guard, counts, limits } = createIntake({ store, config, ...context });
  const service = createErrorService({ ...context, store });
  const merging = createMerging({ ...context, store, service });
  const lookup = createKeyLookup(context);
  const keys = createErrorKeys({ ...context, onChange: lookup.clear });
  const doorkeeper = createDoorkeeper({
    ...context,
    keys: lookup,
    isKeyRequired: config.errorsRequireKey,
    isLimited: config.rateLimitEnabled,
    guard,
  });
  const suspectsOf = createSuspects({ ...context, service });
  const describe = createErrorWords({ service, suspectsOf });
  const createBug = createBugOfError({ ...context, store, service, bugs, records, describe });
  const linkBug = createBugLink({ ...context, service, bugs, records });
  const changeErrors = createErrorsChange({ ...context, service });
  const items = createItemCounts(context);
  const retention = createRetention({
    ...context,
    sampleDays: config.errorsSampleDays,
    countDays: config.errorsCountDays,
    archiveDays: config.errorsArchiveDays,
  });
  bindIntakeRoutes({ ...context, ...limits, http, metrics, guard, ingest, items });
  bindErrorRoutes(context.bind, {
    ...context,
    doorkeeper,
    guard,
    ingest,
    service,
    merging,
    keys,
    createBug,
    changeErrors,
    linkBug,
    suspectsOf,
  });
  openToAllOrigins(http, new Set([errorGroupEndpoints.reportError.path, errorGroupEndpoints.logError.path]));
  serveReporter(http);
  addSentryRoutes(http, { ...context, doorkeeper, ingest, guard, items });
  return {
    service,
    ingest,
    describe,
    createBug,
    own: reportOwnErrors({ ...context, config, http, ingest, guard }),
    async start() {
      await guard.start();
      await retention.start?.();
    },
    async stop() {
      await ingest.settled();
      await retention.stop?.();
      await items.stop();
      counts.stop();
    },
  };
}

/** What saves reports, and what keeps a storm of them within bounds. */
function createIntake({
  store,
  config,
  ...context
}: ModuleContext & { store: RecordStore<ErrorRow>; config: ErrorsOptions['config'] }) {
  const changes = createErrorChanges({ ...context, store });
  const counts = createCountTeller(context);
  const limits = {
    reserveBytes: config.errorsDiskReserveMb * 1024 * 1024,
    mostPerMinute: config.errorsPerMinute === 0 ? null : config.errorsPerMinute,
  };
  const guard = createIntakeGuard({
    ...context,
    ...limits,
    directory: context.db.engine === 'sqlite' ? config.dataDir : null,
    waiting: () => ingest.waiting(),
    mostWaiting,
  });
  const ingest = createIngest({
    ...context,
    changes,
    onArrival: guard.arrived,
    onNews(errorIds, reports) {
      guard.saved(reports);
      counts.note(errorIds);
    },
  });
  return { ingest, guard, counts, limits };
}

/** Reports of the last 24 whole hours and of this one, by the severity that their errors have now. */
export function countReports(
  { db, clock }: Pick<ModuleContext, 'db' | 'clock'>,
  projectId?: number,
): Promise<Record<string, number>> {
  return countReportsSince(db, clock.now() - 86_400_000, projectId);
}

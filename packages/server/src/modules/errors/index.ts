import { errorFields } from '@architect/contracts/error-groups';
import type { ModuleContext, Running } from '../../platform/context.ts';
import type { Bugs } from '../bugs/index.ts';
import { createRecordStore, type Records } from '../records/index.ts';
import { createBugOfError } from './bug-of-error.ts';
import { createErrorWords } from './describe-error.ts';
import { createDoorkeeper } from './doorkeeper.ts';
import { createErrorChanges } from './error-changes.ts';
import { createErrorService, type ErrorService } from './error-service.ts';
import { createIngest, type Ingest } from './ingest.ts';
import { createKeyLookup } from './key-lookup.ts';
import { createErrorKeys } from './keys.ts';
import { createMerging } from './merge-errors.ts';
import { bindErrorRoutes } from './routes.ts';
import { createSuspects, type SuspectSources } from './suspects.ts';
import type { ErrorRow } from './tables.ts';
import { createCountTeller } from './tell-counts.ts';

export type { Report } from './report.ts';

/** Errors of every application: taken in, grouped, counted, and followed until they are gone. */
export interface Errors extends Running {
  service: ErrorService;
  ingest: Ingest;
  /** The error with its newest report, in Markdown; what programs sent is fenced. @throws AppError NOT_FOUND */
  describe(id: number): Promise<string>;
  /** Makes a bug of an error, or answers with the one that is open for it already. */
  createBug: ReturnType<typeof createBugOfError>;
}

export interface ErrorsOptions extends ModuleContext, SuspectSources {
  bugs: Bugs;
  records: Records;
  /** `ERRORS_REQUIRE_KEY` and `RATE_LIMIT_ENABLED`. */
  config: { errorsRequireKey: boolean; rateLimitEnabled: boolean };
}

export function createErrors({ bugs, records, config, ...context }: ErrorsOptions): Errors {
  const store = createRecordStore<ErrorRow>({
    ...context,
    kind: 'error',
    table: 'errors',
    fields: errorFields,
    defaultSort: '-last_seen,-id',
  });
  const changes = createErrorChanges({ ...context, store });
  const counts = createCountTeller(context);
  const ingest = createIngest({ ...context, changes, onNews: counts.note });
  const service = createErrorService({ ...context, store });
  const merging = createMerging({ ...context, store, service });
  const lookup = createKeyLookup(context);
  const keys = createErrorKeys({ ...context, onChange: lookup.clear });
  const doorkeeper = createDoorkeeper({
    ...context,
    keys: lookup,
    isKeyRequired: config.errorsRequireKey,
    isLimited: config.rateLimitEnabled,
  });
  const suspectsOf = createSuspects({ ...context, service });
  const describe = createErrorWords({ service, suspectsOf });
  const createBug = createBugOfError({ ...context, store, service, bugs, records, describe });
  bindErrorRoutes(context.bind, {
    ...context,
    doorkeeper,
    ingest,
    service,
    merging,
    keys,
    createBug,
    suspectsOf,
  });
  return {
    service,
    ingest,
    describe,
    createBug,
    async stop() {
      await ingest.settled();
      counts.stop();
    },
  };
}

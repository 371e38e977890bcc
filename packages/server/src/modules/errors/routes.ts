import { assignmentEndpoints } from '@architect/contracts/assignments';
import { errorBulkEndpoints } from '@architect/contracts/error-bulk';
import { errorGroupEndpoints } from '@architect/contracts/error-groups';
import { errorKeyEndpoints } from '@architect/contracts/error-keys';
import { byOf } from '../../platform/by.ts';
import type { Bind, Call, Clock } from '../../platform/context.ts';
import { success } from '../../platform/http/success.ts';
import type { createBugOfError } from './bug-of-error.ts';
import type { createErrorsChange } from './change-errors.ts';
import type { Doorkeeper } from './doorkeeper.ts';
import type { ErrorService } from './error-service.ts';
import type { Ingest } from './ingest.ts';
import type { IntakeGuard } from './intake-guard.ts';
import type { ErrorKeys } from './keys.ts';
import type { createBugLink } from './link-bug.ts';
import type { Merging } from './merge-errors.ts';
import { readReport } from './read-report.ts';
import type { SuspectsOf } from './suspects.ts';

export interface ErrorRoutes {
  clock: Clock;
  doorkeeper: Doorkeeper;
  guard: IntakeGuard;
  ingest: Ingest;
  service: ErrorService;
  merging: Merging;
  keys: ErrorKeys;
  createBug: ReturnType<typeof createBugOfError>;
  changeErrors: ReturnType<typeof createErrorsChange>;
  linkBug: ReturnType<typeof createBugLink>;
  suspectsOf: SuspectsOf;
}

export function bindErrorRoutes(bind: Bind, routes: ErrorRoutes): void {
  bindIntake(bind, routes);
  bindErrors(bind, routes);
  bindManyErrors(bind, routes);
  bindKeys(bind, routes.keys);
}

function bindIntake(bind: Bind, { clock, doorkeeper, guard, ingest }: ErrorRoutes): void {
  for (const endpoint of [errorGroupEndpoints.reportError, errorGroupEndpoints.logError])
    bind(endpoint, async ({ body }, call) => {
      const key = await doorkeeper.admit(call);
      // Asked again: others came while this one was read.
      guard.admit(call.reply);
      const report = readReport(body, clock.now());
      const taken = await ingest.take({ ...report, project_id: key?.project_id ?? report.project_id });
      return success(taken, taken);
    });
}

function bindErrors(bind: Bind, { service, merging, createBug, suspectsOf }: ErrorRoutes): void {
  bind(assignmentEndpoints.listSuspects, async ({ params }) => success(await suspectsOf(params.id)));
  bind(errorGroupEndpoints.listErrors, async ({ query }) => {
    const { data, pagination } = await service.list(query);
    return success(data, { pagination });
  });
  bind(errorGroupEndpoints.getError, async ({ params }) => success(await service.read(params.id)));
  bind(errorGroupEndpoints.listErrorEvents, async ({ params, query }) => {
    const { data, pagination } = await service.events(params.id, query);
    return success(data, { pagination });
  });
  bind(errorGroupEndpoints.changeError, async ({ params, body }, call) =>
    success(await service.change(params.id, body, byOf(call))),
  );
  bind(errorGroupEndpoints.resolveError, async ({ params, body }, call) =>
    success(await service.resolve(params.id, body?.release, byOf(call))),
  );
  bind(errorGroupEndpoints.ignoreError, async ({ params, body }, call) =>
    success(await service.ignore(params.id, body ?? {}, byOf(call))),
  );
  bind(errorGroupEndpoints.reopenError, async ({ params }, call) =>
    success(await service.reopen(params.id, byOf(call))),
  );
  bind(errorGroupEndpoints.mergeErrors, async ({ params, body }, call) =>
    success(await merging.merge(params.id, body.ids, byOf(call))),
  );
  bind(errorGroupEndpoints.splitError, async ({ params, body }, call) => {
    const made = await merging.split(params.id, body.fingerprint_id, byOf(call));
    return success(made, { id: made.id });
  });
  bind(errorGroupEndpoints.createBugOfError, async ({ params, body }, call) => {
    const bug = await createBug(params.id, body ?? {}, byOf(call));
    return success(bug, { id: bug.id, bug_id: bug.id });
  });
}

function bindManyErrors(bind: Bind, { changeErrors, linkBug }: ErrorRoutes): void {
  bind(errorBulkEndpoints.changeErrors, async ({ body }, call) => {
    const results = await changeErrors(body, byOf(call));
    const changed = results.filter(({ ok }) => ok).length;
    return success(results, { changed, failed: results.length - changed });
  });
  bind(errorBulkEndpoints.linkBugToError, async ({ params, body }, call) =>
    success(await linkBug(params.id, body, byOf(call))),
  );
}

function bindKeys(bind: Bind, keys: ErrorKeys): void {
  bind(errorKeyEndpoints.listErrorKeys, async ({ query }, call) =>
    success(await keys.list(query.project_id, baseUrlOf(call))),
  );
  bind(errorKeyEndpoints.createErrorKey, async ({ body }, call) => {
    const key = await keys.create(body, { by: byOf(call), baseUrl: baseUrlOf(call) });
    return success(key, { id: key.id });
  });
  bind(errorKeyEndpoints.changeErrorKey, async ({ params, body }, call) =>
    success(await keys.change(params.id, body, { by: byOf(call), baseUrl: baseUrlOf(call) })),
  );
  bind(errorKeyEndpoints.deleteErrorKey, async ({ params: { id } }, call) => {
    await keys.remove(id, byOf(call));
    return success({ id });
  });
}

/** This server as the caller reaches it: applications on the same network reach it so too. */
function baseUrlOf({ request }: Call): string {
  return `${request.protocol}://${request.host}`;
}

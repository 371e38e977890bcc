import { createHash } from 'node:crypto';
import type { Discovered } from '@architect/contracts/discovery';
import type { By } from '../../platform/by.ts';
import type { Clock, Tx } from '../../platform/context.ts';
import type { Errors, Report } from '../errors/index.ts';

const source = 'errors.md';
const mostKnown = 100_000;

interface Importing {
  errors: Errors;
  clock: Clock;
  by: By;
}

/** Takes the entries of an `errors.md` as reports; those that are ticked are resolved at once. */
export async function importErrors(
  tx: Tx,
  { project_id, errors }: { project_id: number; errors: Discovered['errors'] },
  { errors: { ingest, service }, clock, by }: Importing,
): Promise<void> {
  const now = clock.now();
  const taken = await ingest.takeWithin(
    tx,
    errors.map(({ message }) => reportOf(project_id, message, now)),
  );
  for (const [at, { is_resolved }] of errors.entries()) {
    const id = taken[at]?.id;
    if (!is_resolved || id === undefined) continue;
    await service.setIn(tx, id, {
      action: 'error.resolved',
      by,
      values: () => ({ status: 'resolved', resolved_at: now }),
    });
  }
}

/** The entries that were imported before. */
export async function knownMessages(project_id: number, { errors }: Importing): Promise<Set<string>> {
  const { data } = await errors.service.list({ project_id, source, page: 1, per_page: mostKnown });
  return new Set(data.map(({ message }) => message));
}

function reportOf(project_id: number, message: string, at: number): Report {
  return {
    event_id: createHash('sha256').update(`${project_id} ${message}`).digest('hex').slice(0, 32),
    at,
    project_id,
    error_type: 'Error',
    message,
    source,
    severity: 'error',
    // Each entry of the file is an error of its own, however alike their texts are.
    fingerprint: [source, message],
    thrown: [],
    stack_trace: null,
    node_id: null,
    release: null,
    environment: null,
    platform: null,
    url: null,
    user: null,
    tags: {},
    breadcrumbs: [],
    context: {},
    trace_id: null,
    sdk: null,
  };
}

import type { ErrorGrouping } from '@architect/contracts/error-groups';
import { redactReport } from './redact-report.ts';
import type { Report } from './report.ts';

/** A report, grouped, that waits to be saved. */
export interface Incoming {
  report: Report;
  hash: string;
  grouping: ErrorGrouping;
  receivedAt: number;
  /** Without secrets: made by `safeReport` when it is asked for. */
  safe?: Report;
}

/** The report as it is kept. A new error and its first sample both need it. */
export function safeReport(incoming: Incoming): Report {
  incoming.safe ??= redactReport(incoming.report);
  return incoming.safe;
}

/** Reports of one batch that are the same error. */
export interface Heap {
  scope: number;
  hash: string;
  grouping: ErrorGrouping;
  reports: Incoming[];
}

export const keyOf = ({ scope, hash }: Pick<Heap, 'scope' | 'hash'>): string => `${scope} ${hash}`;

/** Reports by what they are recognised by. */
export function heapUp(incoming: readonly Incoming[]): Heap[] {
  const heaps = new Map<string, Heap>();
  for (const one of incoming) {
    const scope = one.report.project_id ?? 0;
    const key = keyOf({ scope, hash: one.hash });
    const heap = heaps.get(key);
    if (heap) heap.reports.push(one);
    else heaps.set(key, { scope, hash: one.hash, grouping: one.grouping, reports: [one] });
  }
  // In one order, so that two servers on one database never wait for each other.
  return [...heaps.values()].sort((a, b) => a.scope - b.scope || a.hash.localeCompare(b.hash));
}

/** When these reports happened, first and last; there is one at least. */
export function span(reports: readonly Incoming[]): { first: number; last: number } {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { report } of reports) {
    first = Math.min(first, report.at);
    last = Math.max(last, report.at);
  }
  return { first, last };
}

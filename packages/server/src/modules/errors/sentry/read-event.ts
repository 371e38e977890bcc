import type { ErrorEvent, StackFrame, Thrown } from '@architect/contracts/error-groups';
import { toTime } from '../../../platform/time.ts';
import { eventIdOf, listOf, recordOf, severityOf, tagsOf, textOf, timeOf } from '../read-report.ts';
import { isOwnFile } from '../read-stack.ts';
import { longest, type Report } from '../report.ts';

const mostFrames = 250;
const mostThrown = 20;
const mostBreadcrumbs = 100;
/** Fields of an event that have a place of their own in a report. */
const placed = new Set([
  'event_id',
  'timestamp',
  'level',
  'platform',
  'release',
  'environment',
  'server_name',
  'transaction',
  'message',
  'logentry',
  'exception',
  'stacktrace',
  'tags',
  'user',
  'breadcrumbs',
  'fingerprint',
  'sdk',
  'request',
  'contexts',
]);

type Fields = Record<string, unknown>;

/**
 * Reads an event of the Sentry SDKs: https://develop.sentry.dev/sdk/data-model/event-payloads/
 * @param now epoch ms
 * @param eventId of the envelope, which counts before the event's own
 */
export function readEvent(event: Fields, { now, eventId }: { now: number; eventId: unknown }): Report {
  const thrown = readThrown(event.exception);
  const last = thrown.at(-1);
  const message = messageOf(event) ?? (last ? `${last.type}: ${last.value}` : '(no message)');
  const request = recordOf(event.request);
  const trace = recordOf(recordOf(event.contexts)?.trace);
  const sdk = recordOf(event.sdk);
  return {
    event_id: eventIdOf(eventId ?? event.event_id),
    at: timeOf(event.timestamp, now),
    project_id: null,
    error_type: last?.type ?? textOf(event.type, longest.word) ?? 'Message',
    message: message.slice(0, longest.message),
    source: sourceOf(event, last),
    severity: severityOf(event.level) ?? 'error',
    fingerprint: listOf(event.fingerprint),
    thrown,
    stack_trace: null,
    node_id: textOf(event.server_name, longest.word),
    release: textOf(event.release, longest.word),
    environment: textOf(event.environment, longest.word),
    platform: textOf(event.platform, longest.word),
    url: textOf(request?.url, longest.source),
    user: recordOf(event.user),
    tags: tagsOf(event.tags),
    breadcrumbs: readBreadcrumbs(event.breadcrumbs, now),
    context: {
      ...Object.fromEntries(Object.entries(event).filter(([name]) => !placed.has(name))),
      ...(request ? { request } : {}),
      ...(recordOf(event.contexts) ?? {}),
    },
    trace_id: textOf(trace?.trace_id, longest.word),
    sdk: sdk
      ? `${textOf(sdk.name, longest.word) ?? '?'} ${textOf(sdk.version, longest.word) ?? ''}`.trim()
      : null,
  };
}

function messageOf(event: Fields): string | null {
  const entry = recordOf(event.logentry) ?? recordOf(event.message);
  return (
    textOf(entry?.formatted, longest.message) ??
    textOf(entry?.message, longest.message) ??
    textOf(event.message, longest.message)
  );
}

/** Where it happened: the transaction, else the newest frame of the application's own. */
function sourceOf(event: Fields, last: Thrown | undefined): string {
  const frame = last?.frames.findLast(({ in_app }) => in_app) ?? last?.frames.at(-1);
  return (
    textOf(event.transaction, longest.source) ??
    textOf(event.culprit, longest.source) ??
    frame?.file ??
    frame?.module ??
    textOf(event.logger, longest.source) ??
    'unknown'
  );
}

/** The list of exceptions: what was raised last comes last. */
function readThrown(exception: unknown): Thrown[] {
  const values: unknown = recordOf(exception)?.values ?? exception;
  if (!Array.isArray(values)) return [];
  return values
    .slice(-mostThrown)
    .map(recordOf)
    .filter((one) => one !== null)
    .map((one) => ({
      type: textOf(one.type, longest.word) ?? 'Error',
      value: textOf(one.value, longest.message) ?? '',
      frames: readFrames(one.stacktrace),
    }));
}

function readFrames(stack: unknown): StackFrame[] {
  const frames: unknown = recordOf(stack)?.frames;
  if (!Array.isArray(frames)) return [];
  return frames
    .slice(-mostFrames)
    .map(recordOf)
    .filter((one) => one !== null)
    .map((frame) => {
      const file = textOf(frame.filename, longest.source) ?? textOf(frame.abs_path, longest.source);
      return {
        function: textOf(frame.function, longest.word),
        module: textOf(frame.module, longest.word),
        file,
        line: numberOf(frame.lineno),
        column: numberOf(frame.colno),
        in_app: typeof frame.in_app === 'boolean' ? frame.in_app : file === null || isOwnFile(file),
        code: textOf(frame.context_line, longest.source),
        before: linesOf(frame.pre_context),
        after: linesOf(frame.post_context),
      };
    });
}

function readBreadcrumbs(breadcrumbs: unknown, now: number): ErrorEvent['breadcrumbs'] {
  const values: unknown = recordOf(breadcrumbs)?.values ?? breadcrumbs;
  if (!Array.isArray(values)) return [];
  return values
    .slice(-mostBreadcrumbs)
    .map(recordOf)
    .filter((one) => one !== null)
    .map((one) => ({
      at: one.timestamp === undefined ? null : toTime(timeOf(one.timestamp, now)),
      category: textOf(one.category, longest.word) ?? textOf(one.type, longest.word) ?? '',
      message: textOf(one.message, longest.source) ?? shortJson(one.data),
      level: textOf(one.level, longest.word) ?? 'info',
    }));
}

const numberOf = (value: unknown): number | null => (Number.isSafeInteger(value) ? Number(value) : null);

function linesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.slice(-10).map((line) => String(line).slice(0, 500)) : [];
}

function shortJson(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value).slice(0, longest.source);
}

import type { ErrorEvent, StackFrame, Thrown } from '@architect/contracts/error-groups';
import { toTime } from '../../../platform/time.ts';
import { cleanRecord, cleanText, cleanValue } from '../clean-value.ts';
import {
  cleanUser,
  eventIdOf,
  listOf,
  recordOf,
  severityOf,
  tagsOf,
  textOf,
  timeOf,
} from '../read-report.ts';
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
  'threads',
]);

type Fields = Record<string, unknown>;

/**
 * Reads an event of the Sentry SDKs: https://develop.sentry.dev/sdk/data-model/event-payloads/
 * @param now epoch ms
 * @param eventId of the envelope, which counts before the event's own
 */
export function readEvent(event: Fields, { now, eventId }: { now: number; eventId: unknown }): Report {
  const { message: told, template } = messageOf(event);
  const thrown = readThrown(event.exception);
  const last = thrown.at(-1);
  const message = told ?? (last ? `${last.type}: ${last.value}` : '(no message)');
  const frames = thrown.length > 0 ? [] : readFrames(stackOf(event));
  const request = recordOf(event.request);
  const trace = recordOf(recordOf(event.contexts)?.trace);
  const sdk = recordOf(event.sdk);
  return {
    event_id: eventIdOf(eventId ?? event.event_id),
    at: timeOf(event.timestamp, now),
    project_id: null,
    error_type: last?.type ?? textOf(event.type, longest.word) ?? 'Message',
    message: message.slice(0, longest.message),
    ...(template === null ? {} : { template }),
    source: sourceOf(event, last?.frames ?? frames),
    severity: severityOf(event.level) ?? 'error',
    fingerprint: listOf(event.fingerprint),
    thrown: frames.length > 0 ? [{ type: 'Message', value: message, frames }] : thrown,
    stack_trace: null,
    node_id: textOf(event.server_name, longest.word),
    release: textOf(event.release, longest.word),
    environment: textOf(event.environment, longest.word),
    platform: textOf(event.platform, longest.word),
    url: textOf(request?.url, longest.source),
    user: cleanUser(event.user),
    tags: tagsOf(event.tags),
    breadcrumbs: readBreadcrumbs(event.breadcrumbs, now),
    context: cleanRecord({
      ...Object.fromEntries(Object.entries(event).filter(([name]) => !placed.has(name))),
      ...(request ? { request } : {}),
      ...(recordOf(event.contexts) ?? {}),
    }),
    trace_id: textOf(trace?.trace_id, longest.word),
    sdk: sdk
      ? `${textOf(sdk.name, longest.word) ?? '?'} ${textOf(sdk.version, longest.word) ?? ''}`.trim()
      : null,
  };
}

/** https://develop.sentry.dev/sdk/data-model/event-payloads/message/ */
function messageOf(event: Fields): { message: string | null; template: string | null } {
  const entry = recordOf(event.logentry) ?? recordOf(event.message) ?? {};
  const raw = textOf(entry.message, longest.message);
  const formatted = textOf(entry.formatted, longest.message) ?? (raw && fillIn(raw, entry.params));
  const hasValues = raw !== null && formatted !== raw;
  return { message: formatted ?? textOf(event.message, longest.message), template: hasValues ? raw : null };
}

/** Puts values where a template of Python or C has `%s`, `%d` or `%(name)s`, and JavaScript `{}`. */
function fillIn(template: string, params: unknown): string {
  const list = Array.isArray(params) ? params : [];
  const named = recordOf(params);
  let next = 0;
  const filled = template.replace(/%\((\w+)\)[sdifr]|%[sdifr]|\{\}/g, (place, name: string | undefined) => {
    const value: unknown = name === undefined ? list[next++] : named?.[name];
    return textOf(value, longest.word) ?? place;
  });
  return filled.slice(0, longest.message);
}

/** The stack of a message, which SDKs add when they are told to. */
function stackOf(event: Fields): unknown {
  if (event.stacktrace !== undefined) return event.stacktrace;
  const threads: unknown = recordOf(event.threads)?.values ?? event.threads;
  if (!Array.isArray(threads)) return undefined;
  const all = threads.map(recordOf);
  return (all.find((thread) => thread?.crashed === true || thread?.current === true) ?? all[0])?.stacktrace;
}

/** Where it happened: the transaction, else the newest frame of the application's own. */
function sourceOf(event: Fields, frames: readonly StackFrame[]): string {
  const frame = frames.findLast(({ in_app }) => in_app) ?? frames.at(-1);
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
  const one = recordOf(exception);
  const values: unknown = one ? (one.values ?? [one]) : exception;
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
  return Array.isArray(value)
    ? value.slice(-10).map((line) => (typeof line === 'string' ? cleanText(line, 500) : ''))
    : [];
}

function shortJson(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(cleanValue(value)).slice(0, longest.source).toWellFormed();
}

import { randomUUID } from 'node:crypto';
import type { ErrorSeverity } from '@architect/contracts/error-groups';
import { cleanRecord, cleanText } from './clean-value.ts';
import { readHead, readStack } from './read-stack.ts';
import { longest, type Report } from './report.ts';

/** Fields of a report that have a meaning of their own; all others are context. */
const known = new Set([
  'node_id',
  'error_type',
  'message',
  'error',
  'source',
  'stack_trace',
  'stack',
  'context',
  'severity',
  'level',
  'project_id',
  'release',
  'version',
  'environment',
  'fingerprint',
  'url',
  'user',
  'tags',
  'platform',
  'event_id',
  'timestamp',
  'trace_id',
]);

const severities: Record<string, ErrorSeverity> = {
  critical: 'critical',
  fatal: 'critical',
  high: 'error',
  error: 'error',
  warning: 'warning',
  warn: 'warning',
  medium: 'warning',
  low: 'info',
  info: 'info',
  debug: 'info',
  log: 'info',
  test: 'info',
};

/** The words that reporters use for a severity. */
export function severityOf(word: unknown): ErrorSeverity | null {
  return typeof word === 'string' ? (severities[word.trim().toLowerCase()] ?? null) : null;
}

/**
 * Reads a report in the documents' form. Nothing in it is a fault: what has another type than expected is kept as context.
 * @param now epoch ms
 */
export function readReport(body: Record<string, unknown>, now: number): Report {
  const message =
    textOf(body.message, longest.message) ?? textOf(body.error, longest.message) ?? '(no message)';
  const stack = textOf(body.stack_trace, longest.stack) ?? textOf(body.stack, longest.stack);
  const thrown = stack === null ? [] : readStack(stack);
  const context = recordOf(body.context) ?? {};
  const kind = textOf(body.error_type, longest.word);
  const severity =
    severityOf(body.severity) ?? severityOf(context.severity) ?? severityOf(body.level) ?? severityOf(kind);
  return {
    event_id: eventIdOf(body.event_id),
    at: timeOf(body.timestamp ?? context.timestamp, now),
    project_id: Number.isSafeInteger(body.project_id) ? Number(body.project_id) : null,
    error_type: typeName({ kind, thrown, message, contextType: textOf(context.type, longest.word) }),
    message,
    source: textOf(body.source, longest.source) ?? 'unknown',
    severity: severity ?? 'error',
    fingerprint: listOf(body.fingerprint),
    thrown,
    stack_trace: stack,
    node_id: textOf(body.node_id, longest.word),
    release: textOf(body.release, longest.word) ?? textOf(body.version, longest.word),
    environment: textOf(body.environment, longest.word) ?? textOf(context.environment, longest.word),
    platform: textOf(body.platform, longest.word),
    url: textOf(body.url, longest.source) ?? textOf(context.url, longest.source),
    user: cleanUser(body.user),
    tags: tagsOf(body.tags),
    breadcrumbs: [],
    context: cleanRecord(contextOf(body, context)),
    trace_id: textOf(body.trace_id, longest.word),
    sdk: null,
  };
}

/** A severity word in `error_type` is no name of an error: the stack or the message has that. */
function typeName(from: {
  kind: string | null;
  thrown: Report['thrown'];
  message: string;
  contextType: string | null;
}): string {
  if (from.kind !== null && severityOf(from.kind) === null) return from.kind;
  const last = from.thrown.at(-1);
  if (last && last.type !== 'Error') return last.type;
  const named = readHead(from.message);
  return named.type === 'Error' ? (from.contextType ?? last?.type ?? 'Error') : named.type;
}

function contextOf(body: Record<string, unknown>, context: Record<string, unknown>): Record<string, unknown> {
  const others = Object.entries(body).filter(([name]) => !known.has(name));
  const odd = recordOf(body.context) === null && body.context !== undefined ? { context: body.context } : {};
  return { ...odd, ...Object.fromEntries(others), ...context };
}

export function cleanUser(value: unknown): Record<string, unknown> | null {
  const user = recordOf(value);
  return user && cleanRecord(user);
}

export function textOf(value: unknown, most: number): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return null;
  const text = cleanText(value, most);
  return text.trim() === '' ? null : text;
}

export function recordOf(value: unknown): Record<string, unknown> | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

export function listOf(value: unknown): string[] | null {
  if (!Array.isArray(value)) return null;
  const parts = value.flatMap((part) => textOf(part, longest.word) ?? []).slice(0, 20);
  return parts.length > 0 ? parts : null;
}

export function tagsOf(value: unknown): Record<string, string> {
  const pairs: unknown[] = Array.isArray(value) ? value : Object.entries(recordOf(value) ?? {});
  const tags: Record<string, string> = {};
  for (const pair of pairs.slice(0, 100)) {
    if (!Array.isArray(pair)) continue;
    const [name, text] = [textOf(pair[0], longest.word), textOf(pair[1], longest.word)];
    if (name !== null && text !== null) tags[name] = text;
  }
  return tags;
}

export function eventIdOf(value: unknown): string {
  const text = typeof value === 'string' ? value.replaceAll('-', '').toLowerCase() : '';
  return /^[0-9a-f]{32}$/.test(text) ? text : randomUUID().replaceAll('-', '');
}

/** Seconds or ISO text, as reporters send it; what is nonsense or in the future is now. */
export function timeOf(value: unknown, now: number): number {
  const at =
    typeof value === 'number'
      ? value > 1e11
        ? value
        : value * 1_000
      : Date.parse(typeof value === 'string' ? value : '');
  const monthMs = 30 * 86_400_000;
  return Number.isFinite(at) && at <= now && at > now - monthMs ? Math.floor(at) : now;
}

import { AppError } from '../../../platform/app-error.ts';
import { recordOf } from '../read-report.ts';
import type { Report } from '../report.ts';
import { type Envelope, largestEventBytes, malformed, readJson } from './parse-envelope.ts';
import { readEvent } from './read-event.ts';

/** Items that are counted under their own name; https://develop.sentry.dev/sdk/data-model/envelope-items/ */
const knownTypes = new Set([
  'event',
  'transaction',
  'session',
  'sessions',
  'client_report',
  'check_in',
  'attachment',
  'user_report',
  'feedback',
  'log',
  'span',
  'statsd',
  'trace_metric',
  'profile',
  'profile_chunk',
  'replay_event',
  'replay_recording',
  'replay_video',
  'raw_security',
]);

export interface EnvelopeContent {
  /** As the envelope names it; null: it names none. */
  eventId: string | null;
  reports: Report[];
  /** How many items of each kind are in it, events as well. */
  items: Map<string, number>;
}

/**
 * Reads what an envelope holds: events become reports, all else is counted.
 * @param now epoch ms
 * @throws AppError VALIDATION_FAILED, BODY_TOO_LARGE for an event over its limit
 */
export function readEnvelope({ header, items }: Envelope, now: number): EnvelopeContent {
  const content: EnvelopeContent = { eventId: null, reports: [], items: new Map() };
  const named = typeof header.event_id === 'string' ? header.event_id : undefined;
  for (const { type, payload } of items) {
    const event = type === 'event' ? readPayload(payload) : null;
    // Old SDKs send transactions as events of this type.
    const kind = event?.type === 'transaction' ? 'transaction' : knownTypes.has(type) ? type : 'other';
    content.items.set(kind, (content.items.get(kind) ?? 0) + 1);
    if (!event || kind !== 'event') continue;
    // There is one event in an envelope; should there be more, only the first may have the envelope's id.
    const eventId = content.reports.length === 0 ? named : undefined;
    content.reports.push(readEvent(event, { now, eventId }));
  }
  return { ...content, eventId: content.reports[0]?.event_id ?? named?.slice(0, 64) ?? null };
}

/** One event in JSON. @throws AppError */
export function readPayload(payload: Buffer): Record<string, unknown> {
  if (payload.length > largestEventBytes)
    throw new AppError('BODY_TOO_LARGE', `An event has at most ${largestEventBytes} bytes.`);
  const event = recordOf(readJson(payload, 'the event'));
  if (!event) throw malformed('the event is no object');
  return event;
}

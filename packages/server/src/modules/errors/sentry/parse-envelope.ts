import { AppError, invalidField } from '../../../platform/app-error.ts';

/** Bytes of one event; https://develop.sentry.dev/sdk/data-model/envelopes/#size-limits */
export const largestEventBytes = 1_048_576;
const mostItems = 100;

export interface EnvelopeItem {
  type: string;
  payload: Buffer;
}

export interface Envelope {
  header: Record<string, unknown>;
  items: EnvelopeItem[];
}

const newline = 0x0a;

/**
 * Reads an envelope: a line of JSON, then for each item a line of JSON and its payload, which has the length its header
 * says, or else ends with the line. https://develop.sentry.dev/sdk/data-model/envelopes/#serialization-format
 * @throws AppError VALIDATION_FAILED for what is no envelope, BODY_TOO_LARGE
 */
export function parseEnvelope(body: Buffer): Envelope {
  const first = lineEnd(body, 0);
  const header = readHeader(body.subarray(0, first), 'the envelope');
  const items: EnvelopeItem[] = [];
  let at = first + 1;
  while (at < body.length) {
    // Empty lines between items do no harm.
    if (body[at] === newline) {
      at += 1;
      continue;
    }
    if (items.length >= mostItems)
      throw new AppError('BODY_TOO_LARGE', `an envelope has at most ${mostItems} items`);
    const headerEnd = lineEnd(body, at);
    const item = readHeader(body.subarray(at, headerEnd), `item ${items.length + 1}`);
    const payloadAt = Math.min(headerEnd + 1, body.length);
    const payloadEnd = endOfPayload(body, payloadAt, item.length);
    const type = typeof item.type === 'string' ? item.type : '';
    if (type === '') throw malformed(`item ${items.length + 1} has no type`);
    items.push({ type, payload: body.subarray(payloadAt, payloadEnd) });
    at = payloadEnd + 1;
  }
  return { header, items };
}

function endOfPayload(body: Buffer, at: number, length: unknown): number {
  if (length === undefined || length === null) return lineEnd(body, at);
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0)
    throw malformed('the length of an item must be a number of bytes');
  const end = at + length;
  if (end > body.length) throw malformed(`an item says ${length} bytes, and ${body.length - at} are there`);
  if (end < body.length && body[end] !== newline)
    throw malformed(`no new line follows the ${length} bytes of an item`);
  return end;
}

function lineEnd(body: Buffer, from: number): number {
  const at = body.indexOf(newline, from);
  return at === -1 ? body.length : at;
}

function readHeader(line: Buffer, of: string): Record<string, unknown> {
  const value = readJson(line, `the header of ${of}`);
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw malformed(`the header of ${of} is no object`);
  return value as Record<string, unknown>;
}

/** @throws AppError VALIDATION_FAILED */
export function readJson(bytes: Buffer, what: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw malformed(`${what} is not JSON: ${String(error)}`);
  }
}

export function malformed(message: string): AppError {
  return invalidField('body', message);
}

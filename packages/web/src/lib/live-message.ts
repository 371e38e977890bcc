/** A message of `/ws` with its fields at the top, wherever the server put them: beside `type` or inside `data`. */
export interface LiveMessage {
  type: string;
  topic?: string;
  seq?: number;
  data: unknown;
  fields: Record<string, unknown>;
}

/** @returns null for text that is no JSON object with a `type`. */
export function readLiveMessage(text: string): LiveMessage | null {
  const parsed = parseObject(text);
  if (!parsed || typeof parsed.type !== 'string') return null;
  const inner = isRecord(parsed.data) ? parsed.data : {};
  return {
    type: parsed.type,
    topic: typeof parsed.topic === 'string' ? parsed.topic : undefined,
    seq: typeof parsed.seq === 'number' ? parsed.seq : undefined,
    data: parsed.data,
    fields: { ...parsed, ...inner },
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    // Not JSON: a proxy in between may send anything; the connection goes on.
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is typed, as base64 of its UTF-8 bytes, in pieces that fit into one message (100 000 characters). */
export function inputPiecesOf(typed: string): string[] {
  const bytes = new TextEncoder().encode(typed);
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    const piece = bytes.subarray(start, start + pieceBytes);
    pieces.push(btoa(Array.from(piece, (byte) => String.fromCharCode(byte)).join('')));
  }
  return pieces;
}

const pieceBytes = 48_000;

/** Base64 → bytes, for terminal output. */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `<epoch seconds>-<8 hex>`, the form the documents give, e.g. `1706745600-a1b2c3d4`. */
export function newCorrelationId(nowMs: number): string {
  // One call to the system for many requests.
  if (nextWord >= words.length) {
    words = randomBytes(1_024);
    nextWord = 0;
  }
  const word = words.toString('hex', nextWord, nextWord + 4);
  nextWord += 4;
  return `${Math.floor(nowMs / 1000)}-${word}`;
}

let words: Buffer = Buffer.alloc(0);
let nextWord = 0;

/** An unguessable base62 word; 43 characters carry 256 bits. */
export function randomWord(length: number): string {
  return Array.from({ length }, () => base62[randomInt(base62.length)]).join('');
}

/** Hex SHA-256. Right for random tokens of 128 bits or more; passwords need argon2id. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Compares secrets in constant time, whatever their lengths. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));
}

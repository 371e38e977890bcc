import { createHash } from 'node:crypto';

/** Hex SHA-256 of bytes. */
export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

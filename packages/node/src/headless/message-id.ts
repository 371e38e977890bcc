import { createHash } from 'node:crypto';

/** The UUID under which an attempt's text is sent: the same after a restart, so that the agent's words can be matched. */
export function messageIdOf(attemptId: string): string {
  const hex = createHash('sha256').update(attemptId).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

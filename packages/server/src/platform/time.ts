/** Epoch ms as records show it: RFC 3339 in UTC. */
export function toTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

export function toTimeOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : toTime(epochMs);
}

/** Age in the largest fitting unit: `12s`, `3m`, `5h`, `2d`. */
export function ageOf(iso: string | null, nowMs: number): string {
  if (iso === null) return '';
  return spanOf(Math.max(0, (nowMs - Date.parse(iso)) / 1000));
}

/** A span of time in the largest fitting unit: `12s`, `3m`, `5h`, `2d`. */
export function spanOf(spanSeconds: number): string {
  const seconds = Math.round(spanSeconds);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** Local day and time `2026-11-21 14:03:59`. */
export function dayAndClockOf(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE');
}

/** Local clock time `14:03:59`. */
export function clockOf(iso: string): string {
  return new Date(iso).toTimeString().slice(0, 8);
}

import type { AutopilotRunStatus } from '@architect/contracts/autopilot';

/** Nothing follows after these. */
export const endedStatuses: readonly AutopilotRunStatus[] = ['complete', 'failed', 'cancelled'];

export const isEnded = ({ status }: { status: AutopilotRunStatus }): boolean =>
  endedStatuses.includes(status);

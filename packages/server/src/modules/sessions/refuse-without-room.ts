import type { AssignerLimits } from '@architect/contracts/assigner-limits';
import { AppError } from '../../platform/app-error.ts';

/** Bytes, as a node tells them. */
export interface Memory {
  total_bytes: number;
  available_bytes: number;
}

const mb = 1024 * 1024;

/**
 * Refuses another agent on a machine that has no room for it: too many at once make all of them slow, and the kernel then
 * ends one of them in the middle of its work. A machine that does not tell its memory is not judged.
 * @throws AppError NOT_ENOUGH_MEMORY with the figures in MB
 */
export function refuseWithoutRoom(
  memory: Memory | undefined,
  {
    memory_per_agent_mb,
    memory_reserve_mb,
  }: Pick<AssignerLimits, 'memory_per_agent_mb' | 'memory_reserve_mb'>,
): void {
  const wanted = memory_per_agent_mb + memory_reserve_mb;
  if (!memory || wanted === 0) return;
  const available = Math.floor(memory.available_bytes / mb);
  if (available >= wanted) return;
  throw new AppError(
    'NOT_ENOUGH_MEMORY',
    `${available} MB are available; an agent needs ${memory_per_agent_mb} MB and ${memory_reserve_mb} MB must be left over. End an agent, change the limits, or say force.`,
    { details: { available_mb: available, memory_per_agent_mb, memory_reserve_mb } },
  );
}

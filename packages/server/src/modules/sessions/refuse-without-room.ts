import type { AssignerLimits } from '@architect/contracts/assigner-limits';
import { AppError } from '../../platform/app-error.ts';

/** Bytes, as a node tells them. */
export interface Memory {
  total_bytes: number;
  available_bytes: number;
}

const mb = 1024 * 1024;

type RoomLimits = Pick<AssignerLimits, 'memory_per_agent_mb' | 'memory_reserve_mb'>;

/**
 * Why another agent has no room on a machine; null when it has: too many at once make all of them slow, and the kernel
 * then ends one of them in the middle of its work. A machine that does not tell its memory is not judged.
 */
export function lackOfRoom(
  memory: Memory | undefined,
  { memory_per_agent_mb, memory_reserve_mb }: RoomLimits,
): { words: string; availableMb: number } | null {
  const wanted = memory_per_agent_mb + memory_reserve_mb;
  if (!memory || wanted === 0) return null;
  const availableMb = Math.floor(memory.available_bytes / mb);
  if (availableMb >= wanted) return null;
  const words = `${availableMb} MB are available; an agent needs ${memory_per_agent_mb} MB and ${memory_reserve_mb} MB must be left over`;
  return { words, availableMb };
}

/** @throws AppError NOT_ENOUGH_MEMORY with the figures in MB */
export function refuseWithoutRoom(memory: Memory | undefined, limits: RoomLimits): void {
  const lack = lackOfRoom(memory, limits);
  if (!lack) return;
  const { memory_per_agent_mb, memory_reserve_mb } = limits;
  throw new AppError('NOT_ENOUGH_MEMORY', `${lack.words}. End an agent, change the limits, or say force.`, {
    details: { available_mb: lack.availableMb, memory_per_agent_mb, memory_reserve_mb },
  });
}

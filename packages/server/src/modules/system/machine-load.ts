import { cpus, freemem, totalmem } from 'node:os';

export interface MachineLoad {
  /** Busy share of all cores since the last call, 0–100; over the last second at least. */
  cpuPercent: number;
  /** Share of the machine's memory that is taken, 0–100. */
  memoryPercent: number;
  /** Resident memory of this process, in MB. */
  memoryMb: number;
}

/** Shorter spans say more about chance than about load. */
const shortestSpanMs = 1000;

/** Reads the load without waiting: the processor's share comes from the counters of two calls. */
export function createMachineLoad({ now }: { now: () => number }): () => MachineLoad {
  let last = { ...cpuTimes(), at: now() };
  let cpuPercent = round((100 * last.busy) / Math.max(1, last.total));
  return () => {
    const at = now();
    if (at - last.at >= shortestSpanMs) {
      const next = { ...cpuTimes(), at };
      cpuPercent = round((100 * (next.busy - last.busy)) / Math.max(1, next.total - last.total));
      last = next;
    }
    const total = totalmem();
    return {
      cpuPercent,
      memoryPercent: round((100 * (total - freemem())) / total),
      memoryMb: round(process.memoryUsage.rss() / 1_048_576),
    };
  };
}

function cpuTimes(): { busy: number; total: number } {
  let busy = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    busy += times.user + times.nice + times.sys + times.irq;
  }
  return { busy, total: busy + idle };
}

function round(value: number): number {
  return Math.round(Math.min(Math.max(value, 0), Number.MAX_SAFE_INTEGER) * 10) / 10;
}

import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';

export interface Memory {
  total_bytes: number;
  /** What a new program could use: of the control group where it has less than the machine. */
  available_bytes: number;
}

/** Memory of this machine, or of the control group (v2, v1) we run in. Read from the files of Linux; elsewhere from Node. */
export function readMemory(read: (path: string) => string | null = readOrNull): Memory {
  const machine = machineMemory(read);
  const groups = [groupV2(read), groupV1(read)].filter((group) => group !== null);
  return groups.reduce(
    (least, group) => (group.available_bytes < least.available_bytes ? group : least),
    machine,
  );
}

function machineMemory(read: (path: string) => string | null): Memory {
  const info = read('/proc/meminfo') ?? '';
  const bytesOf = (name: string): number | null => {
    const kib = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(info)?.[1];
    return kib === undefined ? null : Number(kib) * 1024;
  };
  return {
    total_bytes: bytesOf('MemTotal') ?? totalmem(),
    available_bytes: bytesOf('MemAvailable') ?? freemem(),
  };
}

function groupV2(read: (path: string) => string | null): Memory | null {
  const group = /^0::(\/.*)$/m.exec(read('/proc/self/cgroup') ?? '')?.[1] ?? '/';
  const folder = `/sys/fs/cgroup${group === '/' ? '' : group}`;
  return (
    groupMemory(read, {
      max: `${folder}/memory.max`,
      used: `${folder}/memory.current`,
      stat: `${folder}/memory.stat`,
    }) ??
    groupMemory(read, {
      max: '/sys/fs/cgroup/memory.max',
      used: '/sys/fs/cgroup/memory.current',
      stat: '/sys/fs/cgroup/memory.stat',
    })
  );
}

function groupV1(read: (path: string) => string | null): Memory | null {
  const folder = '/sys/fs/cgroup/memory';
  return groupMemory(read, {
    max: `${folder}/memory.limit_in_bytes`,
    used: `${folder}/memory.usage_in_bytes`,
    stat: `${folder}/memory.stat`,
  });
}

/** More than any machine has: how version 1 writes "no limit". */
const noLimitBytes = 2 ** 60;

function groupMemory(
  read: (path: string) => string | null,
  paths: { max: string; used: string; stat: string },
): Memory | null {
  const total = Number(read(paths.max)?.trim() || Number.NaN);
  const used = Number(read(paths.used)?.trim() || Number.NaN);
  if (!Number.isFinite(total) || !Number.isFinite(used) || total >= noLimitBytes) return null;
  // Pages of files that the kernel gives back at once are counted as used.
  const idle = Number(/^(?:total_)?inactive_file (\d+)$/m.exec(read(paths.stat) ?? '')?.[1] ?? 0);
  return { total_bytes: total, available_bytes: Math.max(0, total - used + idle) };
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // not on this system
  }
}

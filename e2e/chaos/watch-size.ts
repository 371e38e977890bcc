import { readdir, readFile } from 'node:fs/promises';
import { pause, type World } from './world.ts';

interface Size {
  /** Resident memory, MB. */
  memoryMb: number;
  /** Open file handles. */
  handles: number;
}

/** The largest server and node of the first and of the last third of the run. */
export interface Growth {
  server: { first: Size; last: Size };
  node: { first: Size; last: Size };
}

/** Looks at both processes every two seconds until the trouble is over. */
export async function watchSize(world: World, over: AbortSignal): Promise<() => Growth> {
  const sizes = { server: [] as Size[], node: [] as Size[] };
  const look = async () => {
    const [server, node] = [await sizeOf(world.server().pid), await sizeOf(world.farNode().pid)];
    if (server) sizes.server.push(server);
    if (node) sizes.node.push(node);
  };
  void (async () => {
    while (!over.aborted) {
      await look();
      await pause(2_000, over);
    }
  })();
  return () => ({ server: compare(sizes.server), node: compare(sizes.node) });
}

function compare(sizes: Size[]): { first: Size; last: Size } {
  const third = Math.max(1, Math.floor(sizes.length / 3));
  return { first: largest(sizes.slice(0, third)), last: largest(sizes.slice(-third)) };
}

function largest(sizes: Size[]): Size {
  return {
    memoryMb: Math.max(0, ...sizes.map((size) => size.memoryMb)),
    handles: Math.max(0, ...sizes.map((size) => size.handles)),
  };
}

/** Null when the process is gone. */
async function sizeOf(pid: number): Promise<Size | null> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const handles = (await readdir(`/proc/${pid}/fd`)).length;
    return { memoryMb: Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024), handles };
  } catch {
    return null;
  }
}

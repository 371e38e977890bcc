import { readFileSync } from 'node:fs';

const maxProcesses = 6;

/** A process and its descendants, nearest first, six at most; the process alone where /proc cannot be read (proc(5)). */
export function processTree(pid: number): number[] {
  const found = [pid];
  for (let index = 0; index < found.length && found.length < maxProcesses; index += 1) {
    found.push(...childrenOf(found[index] ?? pid));
  }
  return found.slice(0, maxProcesses);
}

function childrenOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // gone, another user's, or no /proc: unknown
  }
}

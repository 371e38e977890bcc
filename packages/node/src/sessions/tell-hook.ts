import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { HookEvent } from '../agents/agent.ts';

/**
 * Hands one line to a hook command that waits (`drop-hook.sh --wait`); an empty one lets it go. A pipe without a reader
 * cannot be opened for writing (fifo(7)), so false proves that this hook waits no more and heard nothing.
 */
export function tellHook(dir: string, event: HookEvent, line: string): boolean {
  return withPipe(dir, event, (fd) => writeSync(fd, `${line}\n`));
}

export function isHookWaiting(dir: string, event: HookEvent): boolean {
  return withPipe(dir, event, () => undefined);
}

function withPipe(dir: string, event: HookEvent, use: (fd: number) => void): boolean {
  if (event.id === undefined) return false;
  let fd: number | null = null;
  try {
    fd = openSync(join(dir, `.${event.id}.wait`), constants.O_WRONLY | constants.O_NONBLOCK);
    use(fd);
    return true;
  } catch {
    return false; // ENOENT, ENXIO: it ended; EPIPE: it ended just now
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

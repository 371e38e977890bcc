import { type FSWatcher, mkdirSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { HookEvent } from '../agents/agent.ts';

/** Files kept in a session's inbox: enough to prove deliveries after a restart. */
const keptFiles = 400;

export interface HookInbox {
  /** Events newer than `since` (epoch ms), oldest first. */
  since(since: number): HookEvent[];
  /** Events seen so far. */
  count(): number;
  /** Reads what has arrived now, without waiting for the file system's notice. */
  sweep(): void;
  close(): void;
}

export interface HookInboxOptions {
  dir: string;
  parse: (fileName: string, content: string) => HookEvent | null;
  onEvent: (event: HookEvent) => void;
}

/**
 * One session's hook inbox: a directory into which the agent's hook command renames one JSON file an event. Files
 * outlive our process, so that a restart after a crash still sees what the agent accepted meanwhile.
 */
export function openHookInbox(options: HookInboxOptions): HookInbox {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const seen = new Set<string>();
  const events: HookEvent[] = [];
  let watcher: FSWatcher | null = null;

  function sweep(): void {
    const names = filesOf(options.dir);
    for (const name of names) if (!seen.has(name)) take(name);
    for (const name of names.slice(0, -keptFiles)) rmSync(join(options.dir, name), { force: true });
  }

  function take(name: string): void {
    seen.add(name);
    const event = options.parse(name, readFileSync(join(options.dir, name), 'utf8'));
    if (!event) return;
    events.push(event);
    if (events.length > keptFiles) events.shift();
    options.onEvent(event);
  }

  watcher = watch(options.dir, () => sweep());
  watcher.on('error', () => watcher?.close()); // the directory was removed with its session
  sweep();
  return {
    since: (since) => events.filter((event) => event.at >= since),
    count: () => seen.size,
    sweep,
    close: () => watcher?.close(),
  };
}

function filesOf(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .sort();
  } catch {
    return []; // removed with its session while the notice was under way
  }
}

import { type FSWatcher, mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HookEvent } from '../agents/agent.ts';
import { isHookWaiting, tellHook } from './tell-hook.ts';

/** Files kept in a session's inbox: enough to prove deliveries after a restart. */
const keptFiles = 400;
const nodeFile = '.node';

export interface HookInbox {
  /** Events newer than `since` (epoch ms), oldest first. */
  since(since: number): HookEvent[];
  /** Events seen so far. */
  count(): number;
  /** Events whose hook command still waits for an answer, oldest first. */
  waiting(): HookEvent[];
  /** Hands a waiting hook the line that it prints; false when it does not wait any more. */
  answer(event: HookEvent, line: string): boolean;
  /** Lets waiting hooks go without an answer: their dialog was decided elsewhere. */
  release(events: HookEvent[]): void;
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

  // Tells the hook command that somebody is here who may answer.
  writeFileSync(join(options.dir, nodeFile), `${process.pid}\n`, { mode: 0o600 });
  watcher = watch(options.dir, () => sweep());
  watcher.on('error', () => watcher?.close()); // the directory was removed with its session
  sweep();
  return {
    since: (since) => events.filter((event) => event.at >= since),
    count: () => seen.size,
    waiting: () => events.filter((event) => isHookWaiting(options.dir, event)),
    answer: (event, line) => tellHook(options.dir, event, line),
    release(released) {
      for (const event of released) tellHook(options.dir, event, '');
    },
    sweep,
    close() {
      watcher?.close();
      rmSync(join(options.dir, nodeFile), { force: true });
    },
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

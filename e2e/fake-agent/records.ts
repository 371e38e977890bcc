import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** A line of the agent's own log: the only truth about what it received. */
export type LogEntry =
  | { at: number; session: string; kind: 'prompt'; text: string }
  /** A leading `!` ran this text as a shell command: must never happen to a prompt. */
  | { at: number; session: string; kind: 'bash'; text: string }
  | { at: number; session: string; kind: 'slash'; text: string }
  /** The turn of this prompt is over; `at` is the real end. */
  | { at: number; session: string; kind: 'ended'; text: string }
  | { at: number; session: string; kind: 'dialog'; text: string; decision: 'yes' | 'always' | 'no' };

/** Appends lines that survive a kill -9 of everything: O_APPEND and fsync before it returns. */
export function createMessageLog(path: string | null, session: string) {
  if (path) mkdirSync(dirname(path), { recursive: true });
  return (kind: LogEntry['kind'], text: string, decision?: 'yes' | 'always' | 'no') => {
    if (!path) return;
    const handle = openSync(path, 'a', 0o600);
    writeSync(handle, `${JSON.stringify({ at: Date.now(), session, kind, text, decision })}\n`);
    fsyncSync(handle);
    closeSync(handle);
  };
}

/** Drops one JSON file per hook event, atomically, as `<epoch ns>-<pid>.json`; nothing without a directory. */
export function createHooks(directory: string | undefined, common: Record<string, unknown>) {
  let serial = 0n;
  return (event: string, payload: Record<string, unknown>) => {
    if (!directory) return;
    serial = (serial + 1n) % 1_000_000n;
    const name = `${BigInt(Date.now()) * 1_000_000n + serial}-${process.pid}.json`;
    const temporary = join(directory, `.${name}.tmp`);
    writeFileSync(temporary, JSON.stringify({ ...common, hook_event_name: event, ...payload }), {
      mode: 0o600,
    });
    renameSync(temporary, join(directory, name));
  };
}

/** Tells which session this process runs, as `<config>/sessions/<pid>.json` of the real one does. */
export function announceSession(config: string, session: string, cwd: string): void {
  mkdirSync(join(config, 'sessions'), { recursive: true });
  const file = join(config, 'sessions', `${process.pid}.json`);
  writeFileSync(file, JSON.stringify({ pid: process.pid, sessionId: session, cwd, version: '2.1.197' }));
}

/**
 * `stopped`: the line that Claude Code leaves after Esc and after a refused tool (seen in 2.0.60 and 2.1.197); in 2.1.197
 * Esc before any output leaves none.
 */
type RecordKind = 'user' | 'assistant' | 'api-error' | 'tool' | 'stopped';

function messageOf(kind: RecordKind, text: string) {
  if (kind === 'user') return { role: 'user', content: text };
  if (kind === 'stopped') return { role: 'user', content: [{ type: 'text', text }] };
  const isCall = kind === 'tool';
  const content = isCall
    ? [{ type: 'tool_use', id: 'toolu_fake', name: 'Bash', input: { command: text } }]
    : [{ type: 'text', text }];
  return { role: 'assistant', type: 'message', content, stop_reason: isCall ? 'tool_use' : 'end_turn' };
}

/** Appends entries in the form of Claude Code's transcript (JSON lines, one message each). */
export function createTranscript(path: string | null, session: string, cwd: string) {
  if (path) mkdirSync(dirname(path), { recursive: true });
  let parent: string | null = null;
  return (kind: RecordKind, text: string) => {
    if (!path) return;
    const uuid = crypto.randomUUID();
    const message = messageOf(kind, text);
    const { role } = message;
    const entry = {
      parentUuid: parent,
      isSidechain: false,
      userType: 'external',
      cwd,
      sessionId: session,
      version: '2.1.197',
      type: role,
      message,
      uuid,
      timestamp: new Date().toISOString(),
      ...(kind === 'api-error' ? { isApiErrorMessage: true } : {}),
    };
    parent = uuid;
    appendFileSync(path, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  };
}

/** A limit is the account's: every agent that shares this configuration directory has met it. */
export function isFirstLimit(config: string, prompt: string): boolean {
  const folder = join(config, 'limits');
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(folder, createHash('sha256').update(prompt).digest('hex')), '', { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

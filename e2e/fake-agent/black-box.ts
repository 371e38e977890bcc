import { closeSync, openSync, writeSync } from 'node:fs';

/** What had the keyboard when bytes arrived; `empty` is the only one in which a program may paste. */
export type InputState = 'starting' | 'empty' | 'draft' | 'busy' | 'dialog' | 'overlay' | 'shell';

type Happening =
  /** A process took its terminal. `shell`: the agent left and a shell has the keyboard from now on. */
  | { kind: 'born' | 'shell' }
  /** Bytes as they came from the terminal. */
  | { kind: 'bytes'; state: InputState; text: string }
  /** A message was taken (`prompt`), its turn ended well, or somebody stopped it; `bash`, `slash`: it ran as something else. */
  | { kind: 'prompt' | 'ended' | 'interrupted' | 'bash' | 'slash'; text: string }
  /** A message of its own: the answer to `prompt`, or null where no message asked for it. */
  | { kind: 'said'; text: string; prompt: string | null }
  | { kind: 'failed'; text: string; reason: 'limit' | 'error' }
  /** A permission dialog about `text`; `prompt` is the message whose turn asks. */
  | { kind: 'asked'; text: string; prompt: string | null }
  | { kind: 'decided'; text: string; prompt: string | null; decision: 'yes' | 'always' | 'no' }
  /** The last entry of a process that could say goodbye; one that was killed with SIGKILL has none. */
  | { kind: 'gone'; why: string };

/** A line of the black box. `at` is epoch ms; a pid is one agent until its next `born`. */
export type BoxEntry = { at: number; session: string; pid: number } & Happening;

export type BlackBox = (happening: Happening) => void;

/**
 * Appends each happening before the agent reacts to it, in one write each: it survives the kill of every process, and
 * agents may share a file. Nothing without a path.
 */
export function createBlackBox(path: string | null, session: string): BlackBox {
  return (happening) => {
    if (!path) return;
    const handle = openSync(path, 'a', 0o600);
    writeSync(handle, `${JSON.stringify({ at: Date.now(), session, pid: process.pid, ...happening })}\n`);
    closeSync(handle);
  };
}

import { type FSWatcher, mkdirSync, statSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Clock } from '../clock.ts';

/** Tells when it may be worth trying to connect. Used only while there is no connection: otherwise it costs nothing. */
export interface ServerWatch {
  start(): void;
  stop(): void;
}

const settleMs = 20;
const retryMs = 5_000;
const surelyEveryMs = 60_000;

/**
 * A server creates its socket when it starts (and changes its mode when somebody attaches): the folder is watched, and
 * looked at every 5 s where a change went unseen. A socket that did not change is tried again only once a minute.
 */
export function createServerWatch(deps: { socketPath: string; clock: Clock; onMaybe(): void }): ServerWatch {
  const { socketPath, clock } = deps;
  let watcher: FSWatcher | null = null;
  let cancelRetry: (() => void) | null = null;
  let cancelSettle: (() => void) | null = null;
  let tried = { signature: '', at: 0 };

  function tryNow(): void {
    tried = { signature: signatureOf(socketPath), at: clock.now() };
    deps.onMaybe();
  }

  function retry(): void {
    cancelRetry = clock.after(retryMs, retry);
    const signature = signatureOf(socketPath);
    if (signature === '') return;
    if (signature !== tried.signature || clock.now() - tried.at >= surelyEveryMs) tryNow();
  }

  function settle(): void {
    cancelSettle ??= clock.after(settleMs, () => {
      cancelSettle = null;
      tryNow();
    });
  }

  return {
    start() {
      if (cancelRetry) return;
      tried = { signature: signatureOf(socketPath), at: clock.now() };
      cancelRetry = clock.after(retryMs, retry);
      watcher = watchFolder(dirname(socketPath), (name) => {
        if (name === basename(socketPath) && signatureOf(socketPath) !== '') settle();
      });
    },
    stop() {
      watcher?.close();
      cancelRetry?.();
      cancelSettle?.();
      watcher = cancelRetry = cancelSettle = null;
    },
  };
}

function watchFolder(folder: string, onChange: (name: string | null) => void): FSWatcher | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 }); // as tmux makes it
    const watcher = watch(folder, { persistent: false }, (_, name) => onChange(name));
    watcher.on('error', () => watcher.close()); // the folder was removed: the slow look goes on
    return watcher;
  } catch {
    return null; // no watches left, or not our folder: the slow look goes on
  }
}

function signatureOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.ino} ${stat.ctimeMs}` : '';
}

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isOwnerAlive, ownerMark } from './owner.ts';
import { runTmux, type TmuxCommand } from './tmux-command.ts';

/**
 * Our own session, into which every window is linked so that one observer hears them all. What it costs people: it shows
 * in their `tmux ls`, and a bare `-t %3` given outside tmux may mean its link of the window instead of their own.
 */
export interface Hub {
  sessionId: string;
  /** Holds the watchdog; the one window that is ours. */
  homeWindowId: string;
  /** Lets go of the watchdog, which removes the hub if that has not been done. Safe twice. */
  release(): void;
}

const run = promisify(execFile);

/**
 * Waits for the end of file of a FIFO that only our process holds open for writing: no timer, no wake-up, and the end
 * comes at once even after kill -9. Then it removes the hub, which `destroy-unattached` must not do: on tmux 3.3a that
 * path crashes the server while panes print. $1 is the folder of the FIFO, $2 the hub, $3 its mark, the rest calls tmux.
 */
const watchdog = `exec 3<"$1/alive" || exit 1
read -r _ <&3
rm -f "$1/alive"; rmdir "$1"
hub="$2"; mark="$3"; shift 3
exec "$@" if-shell -F -t "=$hub:" "#{==:#{@architect_hub},$mark}" "kill-session -t '=$hub'"`;

/**
 * Creates the hub by a process of its own (nothing of ours is attached yet). Removes hubs of ours whose owner is gone;
 * takes another name where `_hub` belongs to a living owner or to a person. Never starts a server.
 */
export async function createHub(tmux: TmuxCommand): Promise<Hub> {
  const name = await freeName(tmux);
  const dir = mkdtempSync(join(tmpdir(), 'architect-hub-'));
  try {
    await run('mkfifo', ['-m', '600', join(dir, 'alive')]);
    // Opened for both ways it does not wait for the reader; Node sets close-on-exec, so no child keeps it open.
    const fd = openSync(join(dir, 'alive'), constants.O_RDWR | constants.O_NONBLOCK);
    const release = once(() => {
      closeSync(fd);
      rmSync(dir, { recursive: true, force: true });
    });
    return { ...(await newHubSession(tmux, name, dir).catch(releaseAndThrow(release))), release };
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
}

async function newHubSession(
  tmux: TmuxCommand,
  name: string,
  dir: string,
): Promise<{ sessionId: string; homeWindowId: string }> {
  const mark = `${ownerMark()}.${randomBytes(4).toString('hex')}`; // one of each hub: an old watchdog spares a new hub
  const script = ['sh', '-c', watchdog, name, dir, name, mark, tmux.file, ...tmux.args];
  const set = (option: string, value: string) => [';', 'set-option', '-t', `=${name}:`, option, value];
  const printed = await runTmux(tmux, [
    '-N',
    ...'new-session -d -E -x 80 -y 24 -P -F'.split(' '),
    '#{session_id} #{window_id}',
    ...['-s', name, '--', ...script],
    ...set('@architect_hub', mark),
    ...set('destroy-unattached', 'off'),
    ...set('detach-on-destroy', 'on'), // else our clients would be moved to a session of the person
  ]);
  const [sessionId, homeWindowId] = printed.trim().split(' ');
  if (!sessionId || !homeWindowId) throw new Error(`tmux made no hub session: ${printed.trim()}`);
  return { sessionId, homeWindowId };
}

async function freeName(tmux: TmuxCommand): Promise<string> {
  const listed = await runTmux(tmux, [
    '-N',
    'list-sessions',
    '-F',
    '#{session_id} #{@architect_hub}|#{session_name}',
  ]);
  let isTaken = false;
  for (const line of listed.split('\n').filter(Boolean)) {
    const [sessionId = '', owner = '', name = ''] = line.split(/[ |]/);
    if (owner && !isOwnerAlive(owner)) await runTmux(tmux, ['-N', 'kill-session', '-t', sessionId]);
    else if (name === '_hub') isTaken = true;
  }
  return isTaken ? `_hub-${randomBytes(3).toString('hex')}` : '_hub';
}

function releaseAndThrow(release: () => void) {
  return (error: unknown): never => {
    release();
    throw error;
  };
}

function once(task: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    task();
  };
}

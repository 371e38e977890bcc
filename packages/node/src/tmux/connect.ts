import { type Clock, pause } from '../clock.ts';
import { type ControlClient, createControlClient } from './control-client.ts';
import { countTyping, stopCounting } from './count-typing.ts';
import { createHub, type Hub } from './hub.ts';
import { markerVariable, ownerMark, sweepStaleClients } from './owner.ts';
import { runTmux, type TmuxCommand } from './tmux-command.ts';

/** Exactly two clients of ours, both attached to the hub, for any number of sessions. */
export interface Connection {
  hub: Hub;
  /** Every command goes through it. It gets notifications, no output. */
  commander: ControlClient;
  /** Its `%output` covers all linked windows; answers of it come in order with that output. */
  observer: ControlClient;
  /** Removes the hub, ends both clients by pid, and resolves when they are gone. Safe twice. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  tmux: TmuxCommand;
  clock: Clock;
  log: { warn(details: object, message: string): void };
  onOutput(paneId: string, chunk: Buffer): void;
  /** From the commander. */
  onNotify(name: string, rest: string): void;
  /** The observer fell behind and tmux dropped output of this pane. */
  onPause(paneId: string): void;
  /** One of the clients is gone: the connection is of no more use. Called once. */
  onLost(reason: string): void;
  /** True when `stop` was called meanwhile: gives up quietly. */
  isCancelled(): boolean;
}

const quietMs = 150;
const complainAfterMs = 10_000;

/**
 * Attaches to a running server, or answers null when there is none with a session of a person. Attaching while sessions
 * are created crashes tmux before 3.7 (a notification reaches a client that is still identifying; tmux issues 4980 and
 * 5004), so it waits until no session came or went for 150 ms, and attaches one client after the other.
 */
export async function connect(options: ConnectOptions): Promise<Connection | null> {
  // The clock's timers let a program end; a program that is starting and holds nothing else must not end here.
  const hold = setInterval(() => undefined, 60_000);
  try {
    return await attachBoth(options);
  } finally {
    clearInterval(hold);
  }
}

async function attachBoth(options: ConnectOptions): Promise<Connection | null> {
  const { tmux, clock, log } = options;
  if (!(await becomesQuiet(options))) return null;
  const swept = sweepStaleClients();
  if (swept.length > 0)
    log.warn({ pids: swept }, 'tmux: ended control clients that an earlier run left behind');
  const hub = await createHub(tmux);
  const clients: ControlClient[] = [];
  const close = async (): Promise<void> => {
    const [commander] = clients;
    if (commander?.alive) await stopCounting(commander).catch(alreadyGone);
    if (commander?.alive) await removeHub(commander, hub);
    else await runTmux(tmux, ['-N', 'kill-session', '-t', hub.sessionId]).catch(alreadyGone);
    hub.release();
    await Promise.all(clients.map((client) => client.close()));
  };
  let isLost = false;
  const onExit = (reason: string): void => {
    if (isLost) return;
    isLost = true;
    options.onLost(reason);
  };
  const attach = async (flags: string, handlers: Partial<Parameters<typeof createControlClient>[0]>) => {
    if (!(await becomesQuiet(options))) throw new Error('the tmux server ended while we attached');
    const client = createControlClient({
      tmux,
      clock,
      flags,
      target: hub.sessionId,
      marker: { [markerVariable]: ownerMark() },
      onNotify: () => undefined, // the commander hears the same
      onExit,
      ...handlers,
    });
    clients.push(client);
    await client.ready;
    return client;
  };
  try {
    const commander = await attach('no-output,ignore-size', { onNotify: options.onNotify });
    const observer: ControlClient = await attach('ignore-size,pause-after=2', {
      onOutput: options.onOutput,
      onNotify: (name, rest) => {
        if (name === '%pause') resume(observer, rest, options);
      },
    });
    await countTyping(commander).catch((error) =>
      options.log.warn({ err: error }, 'tmux: what other programs type cannot be counted'),
    );
    return { hub, commander, observer, close };
  } catch (error) {
    isLost = true; // the rejection says it
    await close();
    throw error;
  }
}

/** Output was dropped: what counts is read by a capture, so the pane just goes on. */
function resume(observer: ControlClient, paneId: string, options: ConnectOptions): void {
  if (!/^%\d+$/.test(paneId)) return;
  observer.run(`refresh-client -A '${paneId}:continue'`).then(
    () => options.onPause(paneId),
    (error) => options.log.warn({ err: error, paneId }, 'tmux: a paused pane could not be continued'),
  );
}

/** A reply may be lost with the client: the hub's end takes the client along. */
function removeHub(commander: ControlClient, hub: Hub): Promise<void> {
  return commander.run(`kill-session -t '${hub.sessionId}'`).then(alreadyGone, alreadyGone);
}

function alreadyGone(): void {
  // The server or the hub ended before we did: nothing is left to remove.
}

/** True when the server has sessions of a person and none came or went for a while; false when there is no server. */
async function becomesQuiet(options: ConnectOptions): Promise<boolean> {
  const { tmux, clock, log } = options;
  let before: string | null = null;
  let complainAt = clock.now() + complainAfterMs;
  for (;;) {
    const now = await listPersonSessions(tmux);
    if (now === '' || options.isCancelled()) return false;
    if (now === before) return true;
    before = now;
    if (clock.now() > complainAt) {
      complainAt = Number.POSITIVE_INFINITY;
      log.warn({}, 'tmux: sessions keep being created; waiting for a quiet moment to attach');
    }
    await pause(clock, quietMs);
  }
}

async function listPersonSessions(tmux: TmuxCommand): Promise<string> {
  try {
    const listed = await runTmux(tmux, ['-N', 'list-sessions', '-F', '#{session_id} #{@architect_hub}']);
    return listed
      .split('\n')
      .filter((line) => line !== '' && line.endsWith(' '))
      .join('\n');
  } catch (error) {
    if (error instanceof Error && noServer.test(error.message)) return '';
    throw error;
  }
}

/** What tmux says where no server listens; a socket of somebody else's, or a server of another version, is a fault. */
const noServer =
  /no server running|error connecting to .*\((No such file or directory|Connection refused)\)|no sessions|server exited/;

import type { Clock } from '../clock.ts';
import { type Connection, connect } from './connect.ts';
import type { PaneFacts, TmuxEvents } from './driver.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import { listPanes, reconcile } from './reconcile.ts';
import { createServerWatch, type ServerWatch } from './server-watch.ts';
import type { TmuxCommand } from './tmux-command.ts';

export interface KeepConnectedOptions {
  tmux: TmuxCommand;
  clock: Clock;
  log: {
    info(details: object, message: string): void;
    warn(details: object, message: string): void;
  };
  onOutput(paneId: string, chunk: Buffer): void;
  /** A notification that says nothing of the list of panes. */
  onNotice(name: string, rest: string): void;
  onPause(paneId: string): void;
  /** Windows that must not be in the hub. */
  isMuted(windowId: string): boolean;
  /** A server is there, another one than before. Panes follow. */
  onUp(): void;
  /** The server is gone, and every pane with it; or it has become another reason why there is none. */
  onDown(down: TmuxEvents['down']): void;
  /** All panes of persons' sessions, after every change. */
  onPanes(panes: PaneFacts[]): void;
  /** Attached (again) and the list was read: output may have been missed. */
  onConnected(connection: Connection): void;
}

const reconnectMs = 20;
/** After an attempt that failed though a server is there. */
const retryMs = 1_000;
const changesList = /^%(session|sessions|window|unlinked-window|layout|client)-/;

/** Keeps the connection to one server, whatever becomes of it, and the list of its panes. */
export class KeepConnected {
  private readonly options: KeepConnectedOptions;
  private readonly serverWatch: ServerWatch;
  private readonly oneAtATime = createOneAtATime();
  private connection: Connection | null = null;
  /** The server that was told to be up; null when none is. */
  private upServerId: string | null = null;
  /** Why the last attempt to connect failed; null when it did not, or found no server. */
  private lastFault: string | null = null;
  private toldFault: string | null = null;
  private isStopped = true;
  private reading: Promise<void> | null = null;
  private readNext: Promise<void> | null = null;

  constructor(options: KeepConnectedOptions) {
    this.options = options;
    this.serverWatch = createServerWatch({
      socketPath: options.tmux.socketPath,
      clock: options.clock,
      onMaybe: () => void this.inTurn(() => this.tryConnect()),
    });
  }

  current(): Connection | null {
    return this.connection;
  }

  fault(): string | null {
    return this.lastFault;
  }

  async start(): Promise<void> {
    this.isStopped = false;
    await this.inTurn(() => this.tryConnect());
  }

  /** Removes the hub and ends our clients; says nothing. Safe twice. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.serverWatch.stop();
    await this.inTurn(() => this.drop());
    this.upServerId = null;
  }

  /**
   * Runs a task that creates sessions: connecting, creating and leaving exclude each other, so that nothing is created by
   * us while a client of ours attaches. The task gets the connection, null when no server runs (it may start one).
   */
  whileCreating<T>(task: (connection: Connection | null) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      if (this.isStopped) throw new Error('the tmux driver is not started');
      await this.tryConnect();
      const result = await task(this.connection);
      await this.tryConnect();
      await this.readPanes();
      return result;
    });
  }

  /** Reads the list now or, while it is being read, once more after that: nobody gets an answer older than the question. */
  readPanes(): Promise<void> {
    if (this.reading) {
      this.readNext ??= this.reading
        .catch(() => undefined) // its own caller hears of it
        .then(() => {
          this.readNext = null;
          return this.readPanes();
        });
      return this.readNext;
    }
    this.reading = this.readNow().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  readPanesSoon(): void {
    this.readPanes().catch((error) => {
      // Without a connection there is nothing to read: connecting anew reads everything.
      if (this.connection?.commander.alive)
        this.options.log.warn({ err: error }, 'tmux: the list of panes could not be read');
    });
  }

  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    return this.oneAtATime(task);
  }

  /** Leaves `connection` null when there is no server; then it waits for one. */
  private async tryConnect(): Promise<void> {
    if (this.isStopped || this.connection) return;
    const { tmux, clock, log, onOutput, onPause, onConnected } = this.options;
    try {
      this.connection = await connect({
        tmux,
        clock,
        log,
        onOutput,
        onPause,
        onNotify: (name, rest) => this.takeNotice(name, rest),
        onLost: (reason) => this.takeLoss(reason),
        isCancelled: () => this.isStopped,
      });
      if (this.connection) {
        await this.readPanes();
        onConnected(this.connection);
      }
      this.lastFault = null;
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      // It is tried every second, and said once.
      if (fault !== this.lastFault) log.warn({ err: error }, 'tmux: could not connect');
      this.lastFault = fault;
      await this.drop();
      this.connectAfter(retryMs);
    }
    if (this.isStopped) await this.drop();
    else if (this.connection) this.serverWatch.stop();
    else this.waitForServer(this.lastFault ?? 'no tmux server runs');
  }

  private waitForServer(reason: string): void {
    this.tellDown(reason);
    this.serverWatch.start();
  }

  private async drop(): Promise<void> {
    const { connection } = this;
    this.connection = null;
    await connection?.close();
  }

  private takeNotice(name: string, rest: string): void {
    if (changesList.test(name)) this.readPanesSoon();
    else this.options.onNotice(name, rest);
  }

  /** A client of ours ended: the hub was killed or the server died. The next attempt shows which. */
  private takeLoss(reason: string): void {
    if (!this.connection || this.isStopped) return;
    this.options.log.info({ reason }, 'tmux: lost the connection');
    void this.inTurn(() => this.drop());
    this.connectAfter(reconnectMs);
  }

  private connectAfter(delayMs: number): void {
    this.options.clock.after(delayMs, () => void this.inTurn(() => this.tryConnect()));
  }

  private async readNow(): Promise<void> {
    const { connection } = this;
    if (!connection) return;
    const { panes, serverId } = await reconcile(connection.commander, connection.hub, this.options.isMuted);
    if (connection !== this.connection || this.isStopped) return;
    if (this.upServerId !== serverId) {
      if (this.upServerId !== null) this.options.onDown({ reason: 'tmux was restarted', isFault: false });
      this.upServerId = serverId;
      this.toldFault = null;
      this.options.onUp();
    }
    this.options.onPanes(panes);
    if (panes.length === 0) void this.inTurn(() => this.leaveEmptyServer());
  }

  private tellDown(reason: string): void {
    if (this.upServerId === null && this.lastFault === this.toldFault) return;
    this.upServerId = null;
    this.toldFault = this.lastFault;
    this.options.onDown({ reason, isFault: this.lastFault !== null });
  }

  /** The hub alone would keep the server alive, where otherwise a person's last `exit` ends it. */
  private async leaveEmptyServer(): Promise<void> {
    if (!this.connection || this.isStopped) return;
    const records = await listPanes(this.connection.commander).catch(() => []); // lost: then it is to be left as well
    if (records.some((record) => record.hubOwner === '')) return;
    await this.drop();
    this.waitForServer('the last session ended');
  }
}

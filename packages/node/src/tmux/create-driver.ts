import { type Clock, systemClock } from '../clock.ts';
import { createEmitter, type Emitter } from '../emitter.ts';
import { captureScreen, captureText } from './capture.ts';
import { type Connection, connect } from './connect.ts';
import type {
  CreateSession,
  Guarded,
  PaneFacts,
  PaneStream,
  PersonClient,
  ScreenCapture,
  TmuxDriver,
  TmuxEvents,
} from './driver.ts';
import { pasteGuarded, pressGuarded, typeRaw } from './guarded-input.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import { createPanes } from './panes.ts';
import { listPanes, reconcile } from './reconcile.ts';
import { ScreenWatch } from './screen-watch.ts';
import { createServerWatch, type ServerWatch } from './server-watch.ts';
import { createThrough, killSession, listPersonClients, resizeWindow, startServer } from './sessions.ts';
import { createStreams } from './streams.ts';
import { runTmux, type TmuxCommand, tmuxCommand } from './tmux-command.ts';
import { readTmuxVersion, type TmuxVersion } from './tmux-version.ts';

export interface DriverLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface DriverOptions {
  /** As in `tmux -L`; undefined = tmux's default server. */
  socketName?: string;
  /** Folder of the socket; undefined = tmux's own. */
  socketDir?: string;
  log: DriverLog;
  clock?: Clock;
}

/** Drives one tmux server through two control clients; costs nothing while nothing happens there. */
export function createDriver(options: DriverOptions): TmuxDriver {
  return new Driver(options);
}

const reconnectMs = 20;
const changesList = /^%(session|sessions|window|unlinked-window|layout|client)-/;

class Driver implements TmuxDriver {
  private readonly log: DriverLog;
  private readonly clock: Clock;
  private readonly tmux: TmuxCommand;
  private readonly events: Emitter<TmuxEvents>;
  private readonly serverWatch: ServerWatch;
  private readonly watch: ScreenWatch;
  /** Connecting, creating and leaving exclude each other: nothing is created by us while a client of ours attaches. */
  private readonly inTurn = createOneAtATime();
  private readonly known = createPanes({
    added: (facts) => this.takeAdded(facts),
    changed: (facts) => this.takeChanged(facts),
    removed: (facts) => this.takeRemoved(facts),
  });
  private readonly streams = createStreams((error, paneId) =>
    this.log.warn({ err: error, paneId }, 'tmux: a terminal could not be painted anew'),
  );
  private tmuxVersion: TmuxVersion | null = null;
  private connection: Connection | null = null;
  /** The server that listeners were told is up; null when they were told that none is. */
  private upServerId: string | null = null;
  private isStopped = true;
  private refreshing: Promise<void> | null = null;
  private refreshNext: Promise<void> | null = null;
  private bufferCount = 0;

  constructor(options: DriverOptions) {
    const { log, clock = systemClock } = options;
    this.log = log;
    this.clock = clock;
    this.tmux = tmuxCommand({ ...options, env: process.env, uid: process.getuid?.() ?? 0 });
    this.events = createEmitter((error) => log.error({ err: error }, 'tmux: a listener failed'));
    this.serverWatch = createServerWatch({
      socketPath: this.tmux.socketPath,
      clock,
      onMaybe: () => void this.inTurn(() => this.tryConnect()),
    });
    this.watch = new ScreenWatch({
      clock,
      pane: (paneId) => this.known.get(paneId),
      panes: () => this.known.all(),
      capture: (paneId) => this.capture(paneId),
      isStreamed: (windowId) =>
        this.streams.paneIds().some((paneId) => this.known.get(paneId)?.windowId === windowId),
      onScreen: (capture) => this.events.emit('screen', capture),
      onOsc: (report) => this.events.emit('osc', report),
      onUnknownPane: () => this.refreshSoon(),
      onMute: (windowIds) => {
        log.info({ windowIds }, 'tmux: windows print so much that they are polled for a while');
        this.refreshSoon();
      },
      onUnmute: () => this.refreshSoon(),
    });
  }

  on<E extends keyof TmuxEvents>(event: E, listener: (payload: TmuxEvents[E]) => void): () => void {
    return this.events.on(event, listener);
  }

  async start(): Promise<void> {
    this.tmuxVersion = readTmuxVersion(await this.askVersion());
    this.isStopped = false;
    await this.inTurn(() => this.tryConnect());
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.serverWatch.stop();
    this.watch.clear();
    await this.inTurn(async () => {
      const { connection } = this;
      this.connection = null;
      this.upServerId = null;
      this.known.clear();
      await connection?.close();
    });
  }

  isUp(): boolean {
    return this.connection !== null;
  }

  version(): string | null {
    return this.tmuxVersion?.text ?? null;
  }

  panes(): PaneFacts[] {
    return this.known.all();
  }

  pane(paneId: string): PaneFacts | null {
    return this.known.get(paneId);
  }

  async refresh(): Promise<void> {
    await this.reread();
    for (const { paneId } of this.known.all()) this.watch.lookNow(paneId);
  }

  async capture(paneId: string): Promise<ScreenCapture> {
    const capture = await this.captureKnown(paneId);
    this.known.update(capture.facts);
    return capture;
  }

  captureText(paneId: string, options: { lines?: number; escapes: boolean }): Promise<string> {
    return this.withPane(paneId, ({ commander }) => captureText(commander, paneId, options));
  }

  createSession(spec: CreateSession): Promise<PaneFacts> {
    return this.inTurn(async () => {
      if (this.isStopped) throw new Error('the tmux driver is not started');
      await this.tryConnect();
      const facts = this.connection
        ? await createThrough(this.connection, spec)
        : await startServer(this.tmux, spec);
      await this.tryConnect();
      await this.reread();
      return this.known.get(facts.paneId) ?? facts;
    });
  }

  killSession(sessionId: string): Promise<number[]> {
    if (!/^\$\d+$/.test(sessionId)) return Promise.reject(new Error(`not a session id: ${sessionId}`));
    const onKilled = () => this.reread().catch(() => undefined); // it was the last one: the server may be gone
    return this.connected((connection) =>
      killSession(connection, sessionId, { clock: this.clock, onKilled }),
    );
  }

  personClients(): Promise<PersonClient[]> {
    return this.connected((connection) => listPersonClients(connection, this.known.all()));
  }

  paste(paneId: string, text: string, expected: PaneFacts): Promise<Guarded> {
    const buffer = this.bufferName();
    return this.withPane(paneId, ({ commander }) =>
      pasteGuarded(commander, { paneId, text, expected, buffer }),
    );
  }

  press(
    paneId: string,
    keys: string[],
    expected: PaneFacts,
    { cursor = true }: { cursor?: boolean } = {},
  ): Promise<Guarded> {
    return this.withPane(paneId, ({ commander }) =>
      pressGuarded(commander, { paneId, keys, expected, cursor }),
    );
  }

  typeBytes(paneId: string, data: Buffer): Promise<void> {
    const rawPaste = this.tmuxVersion?.isAtLeast(3, 7) ? '-S' : '';
    const buffer = this.bufferName();
    return this.withPane(paneId, ({ commander }) => typeRaw(commander, { paneId, data, buffer, rawPaste }));
  }

  async stream(
    paneId: string,
    onData: (bytes: Buffer) => void,
    onResize: (cols: number, rows: number) => void,
  ): Promise<PaneStream> {
    const windowId = this.known.get(paneId)?.windowId;
    if (windowId && this.watch.isMuted(windowId)) {
      this.watch.unmute(windowId);
      await this.reread();
    }
    return this.withPane(paneId, ({ observer }, facts) =>
      this.streams.open(observer, facts, onData, onResize),
    );
  }

  resize(paneId: string, cols: number, rows: number): Promise<boolean> {
    return this.withPane(paneId, (connection, facts) => resizeWindow(connection, facts, cols, rows));
  }

  private async askVersion(): Promise<string> {
    try {
      return await runTmux(this.tmux, ['-V']);
    } catch (error) {
      throw new Error('tmux cannot be run; is it installed?', { cause: error });
    }
  }

  /** Runs in turn. Leaves `connection` null when there is no server; then it waits for one. */
  private async tryConnect(): Promise<void> {
    if (this.isStopped || this.connection) return;
    try {
      this.connection = await connect({
        tmux: this.tmux,
        clock: this.clock,
        log: this.log,
        onOutput: (paneId, chunk) => {
          this.streams.takeOutput(paneId, chunk);
          this.watch.takeOutput(paneId, chunk);
        },
        onNotify: (name, rest) => this.takeNotice(name, rest),
        onPause: (paneId) => this.takePause(paneId),
        onLost: (reason) => this.takeLoss(reason),
        isCancelled: () => this.isStopped,
      });
      if (this.connection) {
        await this.reread();
        this.repaintStreams(this.connection);
      }
    } catch (error) {
      this.log.warn({ err: error }, 'tmux: could not connect');
      await this.drop();
    }
    if (this.isStopped) await this.drop();
    else if (this.connection) this.serverWatch.stop();
    else {
      this.tellDown('no tmux server runs');
      this.serverWatch.start();
    }
  }

  private repaintStreams({ observer }: Connection): void {
    for (const paneId of this.streams.paneIds()) {
      const facts = this.known.get(paneId);
      if (facts) this.streams.repaint(observer, facts);
    }
  }

  private async drop(): Promise<void> {
    const { connection } = this;
    this.connection = null;
    await connection?.close();
  }

  /** A client of ours ended: the hub was killed or the server died. The next attempt shows which. */
  private takeLoss(reason: string): void {
    if (!this.connection || this.isStopped) return;
    this.log.info({ reason }, 'tmux: lost the connection');
    void this.inTurn(() => this.drop());
    this.clock.after(reconnectMs, () => void this.inTurn(() => this.tryConnect()));
  }

  private tellDown(reason: string): void {
    if (this.upServerId === null) return;
    this.upServerId = null;
    this.watch.clear();
    this.known.clear();
    this.events.emit('down', { reason });
  }

  private takeNotice(name: string, rest: string): void {
    if (changesList.test(name)) this.refreshSoon();
    else if (name === '%pane-mode-changed' && this.known.get(rest)) this.watch.lookNow(rest);
  }

  private takePause(paneId: string): void {
    const facts = this.known.get(paneId);
    if (!facts) return;
    this.watch.lookNow(paneId);
    if (this.connection) this.streams.repaint(this.connection.observer, facts);
  }

  private takeAdded(facts: PaneFacts): void {
    this.events.emit('pane-added', facts);
    this.watch.lookNow(facts.paneId);
  }

  private takeChanged(facts: PaneFacts): void {
    this.events.emit('pane-changed', facts);
    if (this.connection) this.streams.repaintResized(this.connection.observer, facts);
  }

  private takeRemoved(facts: PaneFacts): void {
    this.watch.forget(facts.paneId);
    this.events.emit('pane-removed', { paneId: facts.paneId, sessionName: facts.sessionName });
  }

  private refreshSoon(): void {
    this.reread().catch((error) => {
      // Without a connection there is nothing to re-read: connecting anew reads everything.
      if (this.connection) this.log.warn({ err: error }, 'tmux: the list of panes could not be read');
    });
  }

  /** Reads the list now or, when it is being read, once more after that: what is asked for never gets an older answer. */
  private reread(): Promise<void> {
    if (this.refreshing) {
      this.refreshNext ??= this.refreshing
        .catch(() => undefined) // its own caller hears of it
        .then(() => {
          this.refreshNext = null;
          return this.reread();
        });
      return this.refreshNext;
    }
    this.refreshing = this.readList().finally(() => {
      this.refreshing = null;
    });
    return this.refreshing;
  }

  private async readList(): Promise<void> {
    const { connection } = this;
    if (!connection) return;
    const { panes, serverId } = await reconcile(connection.commander, connection.hub, (windowId) =>
      this.watch.isMuted(windowId),
    );
    if (connection !== this.connection || this.isStopped) return;
    this.tellUp(serverId);
    this.known.replace(panes);
    if (panes.length === 0) void this.inTurn(() => this.leaveEmptyServer());
  }

  private tellUp(serverId: string): void {
    if (this.upServerId === serverId) return;
    this.tellDown('tmux was restarted');
    this.upServerId = serverId;
    this.events.emit('up', { version: this.tmuxVersion?.text ?? '' });
  }

  /** The hub alone would keep the server alive, and a person's last `exit` ends a server otherwise. */
  private async leaveEmptyServer(): Promise<void> {
    if (!this.connection || this.isStopped) return;
    const records = await listPanes(this.connection.commander).catch(() => []);
    if (records.some((record) => record.hubOwner === '')) return;
    await this.drop();
    this.tellDown('the last session ended');
    this.serverWatch.start();
  }

  private async captureKnown(paneId: string): Promise<ScreenCapture> {
    const now = () => this.clock.now();
    const attempt = () =>
      this.withPane(paneId, ({ commander }, facts) => captureScreen(commander, facts, now));
    try {
      return await attempt();
    } catch (error) {
      if (!this.connection || !this.known.get(paneId)) throw error;
      await this.reread(); // it may have moved to another window or session
      return attempt();
    }
  }

  private connected<T>(task: (connection: Connection) => Promise<T>): Promise<T> {
    if (!this.connection) return Promise.reject(new Error('tmux is out of reach: no server runs'));
    return task(this.connection);
  }

  private withPane<T>(
    paneId: string,
    task: (connection: Connection, facts: PaneFacts) => Promise<T>,
  ): Promise<T> {
    const facts = this.known.get(paneId);
    if (!facts) return Promise.reject(new Error(`pane ${paneId} is gone`));
    return this.connected((connection) => task(connection, facts));
  }

  private bufferName(): string {
    this.bufferCount += 1;
    return `architect-${process.pid}-${this.bufferCount}`;
  }
}

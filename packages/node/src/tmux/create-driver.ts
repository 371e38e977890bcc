import { type Clock, systemClock } from '../clock.ts';
import { createEmitter, type Emitter } from '../emitter.ts';
import { captureScreen, captureText } from './capture.ts';
import type { Connection } from './connect.ts';
import { ownBuffer } from './count-typing.ts';
import type {
  CreateSession,
  Guarded,
  PaneFacts,
  PaneStream,
  PersonClient,
  ScreenCapture,
  SessionLabels,
  TmuxDriver,
  TmuxEvents,
} from './driver.ts';
import { pasteGuarded, pressGuarded, typeRaw } from './guarded-input.ts';
import { KeepConnected } from './keep-connected.ts';
import { createPanes } from './panes.ts';
import { ScreenWatch } from './screen-watch.ts';
import {
  createThrough,
  killSession,
  labelSession,
  listPersonClients,
  resizeWindow,
  startServer,
} from './sessions.ts';
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

class Driver implements TmuxDriver {
  private readonly log: DriverLog;
  private readonly clock: Clock;
  private readonly tmux: TmuxCommand;
  private readonly events: Emitter<TmuxEvents>;
  private readonly server: KeepConnected;
  private readonly watch: ScreenWatch;
  private readonly known = createPanes({
    added: (facts) => this.takeAdded(facts),
    changed: (facts) => this.takeChanged(facts),
    removed: (facts) => this.takeRemoved(facts),
  });
  private readonly streams = createStreams((error, paneId) =>
    this.log.warn({ err: error, paneId }, 'tmux: a terminal could not be painted anew'),
  );
  private tmuxVersion: TmuxVersion | null = null;
  private bufferCount = 0;

  constructor(options: DriverOptions) {
    const { log, clock = systemClock } = options;
    this.log = log;
    this.clock = clock;
    this.tmux = tmuxCommand({ ...options, env: process.env, uid: process.getuid?.() ?? 0 });
    this.events = createEmitter((error) => log.error({ err: error }, 'tmux: a listener failed'));
    this.server = this.keepConnected();
    this.watch = this.watchScreens();
  }

  on<E extends keyof TmuxEvents>(event: E, listener: (payload: TmuxEvents[E]) => void): () => void {
    return this.events.on(event, listener);
  }

  async start(): Promise<void> {
    this.tmuxVersion = readTmuxVersion(await this.askVersion());
    await this.server.start();
  }

  async stop(): Promise<void> {
    this.watch.clear();
    this.known.clear();
    await this.server.stop();
  }

  isUp(): boolean {
    return this.server.current() !== null;
  }

  fault(): string | null {
    return this.server.fault();
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
    await this.server.readPanes();
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

  async createSession(spec: CreateSession): Promise<PaneFacts> {
    const facts = await this.server.whileCreating((connection) =>
      connection ? createThrough(connection, spec) : startServer(this.tmux, spec),
    );
    return this.known.get(facts.paneId) ?? facts;
  }

  async labelSession(sessionId: string, labels: SessionLabels): Promise<void> {
    if (!/^\$\d+$/.test(sessionId)) throw new Error(`not a session id: ${sessionId}`);
    await this.connected((connection) => labelSession(connection, sessionId, labels));
    // tmux says nothing of options that change.
    await this.server.readPanes();
  }

  killSession(sessionId: string): Promise<number[]> {
    if (!/^\$\d+$/.test(sessionId)) return Promise.reject(new Error(`not a session id: ${sessionId}`));
    const onKilled = () => this.server.readPanes().catch(() => undefined); // it was the last one: the server may be gone
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
      await this.server.readPanes();
    }
    return this.withPane(paneId, ({ observer }, facts) =>
      this.streams.open(observer, facts, onData, onResize),
    );
  }

  resize(paneId: string, cols: number, rows: number): Promise<boolean> {
    return this.withPane(paneId, (connection, facts) => resizeWindow(connection, facts, cols, rows));
  }

  private keepConnected(): KeepConnected {
    return new KeepConnected({
      tmux: this.tmux,
      clock: this.clock,
      log: this.log,
      onOutput: (paneId, chunk) => {
        this.streams.takeOutput(paneId, chunk);
        this.watch.takeOutput(paneId, chunk);
      },
      onNotice: (name, rest) => {
        if (name === '%pane-mode-changed' && this.known.get(rest)) this.watch.lookNow(rest);
      },
      onPause: (paneId) => this.takePause(paneId),
      isMuted: (windowId) => this.watch.isMuted(windowId),
      onUp: () => this.events.emit('up', { version: this.version() ?? '' }),
      onDown: (down) => {
        this.watch.clear();
        this.known.clear();
        this.events.emit('down', down);
      },
      onPanes: (panes) => this.known.replace(panes),
      onConnected: (connection) => this.takeConnection(connection),
    });
  }

  private watchScreens(): ScreenWatch {
    return new ScreenWatch({
      clock: this.clock,
      pane: (paneId) => this.known.get(paneId),
      panes: () => this.known.all(),
      capture: (paneId) => this.capture(paneId),
      isStreamed: (windowId) =>
        this.streams.paneIds().some((paneId) => this.known.get(paneId)?.windowId === windowId),
      onScreen: (capture) => this.events.emit('screen', capture),
      onOsc: (report) => this.events.emit('osc', report),
      onUnknownPane: () => this.server.readPanesSoon(),
      onMute: (windowIds) => {
        this.log.info({ windowIds }, 'tmux: windows print so much that they are polled for a while');
        this.server.readPanesSoon();
      },
      onUnmute: () => this.server.readPanesSoon(),
    });
  }

  private async askVersion(): Promise<string> {
    try {
      return await runTmux(this.tmux, ['-V']);
    } catch (error) {
      throw new Error('tmux cannot be run; install it (Debian: apt-get install tmux) and start again', {
        cause: error,
      });
    }
  }

  /** Output may have been missed while there was no connection. */
  private takeConnection({ observer }: Connection): void {
    for (const facts of this.known.all()) {
      this.watch.lookNow(facts.paneId);
      this.streams.repaint(observer, facts);
    }
  }

  private takePause(paneId: string): void {
    const facts = this.known.get(paneId);
    if (!facts) return;
    this.watch.lookNow(paneId);
    const connection = this.server.current();
    if (connection) this.streams.repaint(connection.observer, facts);
  }

  private takeAdded(facts: PaneFacts): void {
    this.events.emit('pane-added', facts);
    this.watch.lookNow(facts.paneId);
  }

  private takeChanged(facts: PaneFacts): void {
    this.events.emit('pane-changed', facts);
    const connection = this.server.current();
    if (connection) this.streams.repaintResized(connection.observer, facts);
  }

  private takeRemoved(facts: PaneFacts): void {
    this.watch.forget(facts.paneId);
    this.events.emit('pane-removed', { paneId: facts.paneId, sessionName: facts.sessionName });
  }

  private async captureKnown(paneId: string): Promise<ScreenCapture> {
    const now = () => this.clock.now();
    const attempt = () =>
      this.withPane(paneId, ({ commander }, facts) => captureScreen(commander, facts, now));
    try {
      return await attempt();
    } catch (error) {
      if (!this.isUp() || !this.known.get(paneId)) throw error;
      await this.server.readPanes(); // it may have moved to another window or session
      return attempt();
    }
  }

  private connected<T>(task: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = this.server.current();
    if (!connection) return Promise.reject(new Error('tmux is out of reach: no server runs'));
    return task(connection);
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
    return `${ownBuffer}${process.pid}-${this.bufferCount}`;
  }
}

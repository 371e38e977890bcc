/**
 * What the rest of the node sees of tmux. Verbs only: no agent is named here.
 * One implementation drives one tmux server (socket); tests use a private one.
 */

/** Facts tmux knows about a pane, read in one step. Sizes in cells, times in epoch ms. */
export interface PaneFacts {
  /** `%3` */
  paneId: string;
  /** `$1` */
  sessionId: string;
  sessionName: string;
  windowId: string;
  /** True for the active pane of the session's active window: the one a session stands for. */
  active: boolean;
  pid: number;
  /** Name of the foreground process, e.g. `claude`, `node`, `bash`. */
  currentCommand: string;
  currentPath: string;
  title: string;
  dead: boolean;
  inMode: boolean;
  inputOff: boolean;
  synchronized: boolean;
  alternateOn: boolean;
  cursorX: number;
  cursorY: number;
  cursorVisible: boolean;
  historySize: number;
  width: number;
  height: number;
  createdAt: number;
  attachedClients: number;
  /** User options `@architect_role` and `@architect_tier` of the session: they live as long as it does. */
  role: string | null;
  tier: string | null;
  /** Changes whenever another program types into the pane; '' before it has. */
  typed: string;
}

/** What a session is called to do; null takes a label away, undefined leaves it. */
export interface SessionLabels {
  role?: string | null | undefined;
  tier?: string | null | undefined;
}

/** The visible screen with SGR escapes, one string a row, and the facts of the same server step. */
export interface ScreenCapture {
  facts: PaneFacts;
  rows: string[];
  at: number;
}

/** A client a person looks through (never one of ours). */
export interface PersonClient {
  sessionId: string;
  /** Epoch ms of its last key, 1 s resolution. */
  lastActivityAt: number;
  tty: string;
}

export interface CreateSession {
  name: string;
  workingDir: string;
  env: Record<string, string>;
  /** Shell command line; undefined = the login shell. */
  command?: string;
  width: number;
  height: number;
  /** Set in the same step, so that nobody sees the session without them. */
  labels?: SessionLabels;
}

/** Live bytes of one pane for a terminal in the browser. */
export interface PaneStream {
  cols: number;
  rows: number;
  /** Bytes that paint the present screen, cursor and modes included. */
  seed: Buffer;
  close(): void;
}

export interface TmuxEvents {
  up: { version: string };
  /** Also when it becomes known, or is over, that tmux is broken: `isFault`. */
  down: { reason: string; isFault: boolean };
  'pane-added': PaneFacts;
  /** Renamed, moved, resized, new foreground command or title. */
  'pane-changed': PaneFacts;
  'pane-removed': { paneId: string; sessionName: string };
  /** A settled look at a pane whose output changed. */
  screen: ScreenCapture;
  /** Payload of an OSC 7501 sequence, e.g. `state=idle:app=codex`. */
  osc: { paneId: string; payload: string; at: number };
}

export type Guarded = 'done' | 'refused';

export interface TmuxDriver {
  on<E extends keyof TmuxEvents>(event: E, listener: (payload: TmuxEvents[E]) => void): () => void;
  /** Connects when a server runs, and whenever one starts. Never starts a server by itself. */
  start(): Promise<void>;
  /** Ends our clients by pid and removes the hub session; the person's sessions go on. Safe twice. */
  stop(): Promise<void>;
  isUp(): boolean;
  /** Why tmux cannot be used, in its own words; null when it can, whether or not a server runs. */
  fault(): string | null;
  version(): string | null;
  /** Known panes, hub excluded. */
  panes(): PaneFacts[];
  pane(paneId: string): PaneFacts | null;
  /** Re-reads panes and screens. */
  refresh(): Promise<void>;
  /** Visible screen with escapes and facts in one server step. Rejects when the pane is gone. */
  capture(paneId: string): Promise<ScreenCapture>;
  /** Plain or escaped text with `lines` of scrollback. */
  captureText(paneId: string, options: { lines?: number; escapes: boolean }): Promise<string>;
  createSession(spec: CreateSession): Promise<PaneFacts>;
  /** Sets or takes away labels; resolves when the known facts show it. Rejects when the session is gone. */
  labelSession(sessionId: string, labels: SessionLabels): Promise<void>;
  /** Kills the session and follows its processes (pid and start time) to the end. Returns pids that survived SIGKILL. */
  killSession(sessionId: string): Promise<number[]>;
  personClients(): Promise<PersonClient[]>;
  /**
   * Pastes in one server step that first compares dead, mode, input-off, cursor, history size and pid with `expected`;
   * `refused` proves that nothing was typed. `text` has no control characters but TAB and LF.
   */
  paste(paneId: string, text: string, expected: PaneFacts): Promise<Guarded>;
  /**
   * Presses tmux key names (`Enter`, `1`, `Escape`, `Down`), guarded like `paste` except that `cursor: false` compares
   * only dead, mode, input-off and pid.
   */
  press(
    paneId: string,
    keys: string[],
    expected: PaneFacts,
    options?: { cursor?: boolean },
  ): Promise<Guarded>;
  /** Raw bytes of a person at a terminal; not guarded but for a dead pane. */
  typeBytes(paneId: string, data: Buffer): Promise<void>;
  /** Seed and live bytes with nothing lost or doubled between them. */
  stream(
    paneId: string,
    onData: (bytes: Buffer) => void,
    onResize: (cols: number, rows: number) => void,
  ): Promise<PaneStream>;
  /** Resizes the window when no person's client is attached; false when one is. */
  resize(paneId: string, cols: number, rows: number): Promise<boolean>;
}

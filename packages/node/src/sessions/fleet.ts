import { rmSync } from 'node:fs';
import { sep } from 'node:path';
import type { Session } from '@architect/contracts/sessions';
import type { AgentBook } from '../agents/agent-book.ts';
import { readHookFile } from '../agents/read-hook-dir.ts';
import type { Clock } from '../clock.ts';
import { createEmitter, type Emitter } from '../emitter.ts';
import type { PaneFacts, ScreenCapture, TmuxDriver } from '../tmux/driver.ts';
import { type AgentVersions, createAgentVersions } from './agent-versions.ts';
import { describeSession } from './describe-session.ts';
import { handHookDir, isHookOfPane } from './hand-started.ts';
import { type HookInbox, openHookInbox } from './hook-inbox.ts';
import { createKeyDelays } from './key-delays.ts';
import { SessionTracker } from './session-tracker.ts';
import type { LimitNotes } from './trouble.ts';

export interface FleetEvents {
  added: SessionTracker;
  changed: { tracker: SessionTracker; session: Session };
  renamed: { tracker: SessionTracker; from: string; to: string };
  removed: { tracker: SessionTracker; reason: string };
}

export interface FleetOptions {
  node: string;
  driver: TmuxDriver;
  clock: Clock;
  /** Only hook directories below this one are read: a foreign program cannot make us watch its own. */
  hookRoot: string;
  onError: (error: unknown) => void;
  book: AgentBook;
  limitNotes?: (pane: () => string) => LimitNotes;
}

/** After a look that failed. */
const lookAgainMs = 1_000;

/** One tracker per tmux session, fed from the driver and the hook inboxes. The active pane stands for its session. */
export class Fleet {
  readonly events: Emitter<FleetEvents>;
  private readonly options: FleetOptions;
  private readonly trackers = new Map<string, SessionTracker>();
  private readonly inboxes = new Map<SessionTracker, HookInbox>();
  private readonly hookDirs = new Map<SessionTracker, string>();
  private readonly lastShown = new Map<SessionTracker, string>();
  private readonly versions: AgentVersions = createAgentVersions();
  private readonly keyDelays = createKeyDelays();
  private readonly stops: (() => void)[];

  constructor(options: FleetOptions) {
    const { driver } = options;
    this.options = options;
    this.events = createEmitter(options.onError);
    this.stops = [
      driver.on('pane-added', (facts) => this.takeFacts(facts)),
      driver.on('pane-changed', (facts) => this.takeFacts(facts)),
      driver.on('pane-removed', ({ paneId }) => this.takeRemoval(paneId)),
      driver.on('screen', (capture) => this.takeScreen(capture)),
      driver.on('osc', ({ paneId, payload, at }) => this.ofPane(paneId)?.takeOsc(payload, at)),
      driver.on('down', ({ reason }) => {
        for (const id of [...this.trackers.keys()]) this.remove(id, `tmux is down: ${reason}`, true);
      }),
    ];
  }

  all(): SessionTracker[] {
    return [...this.trackers.values()];
  }

  byName(name: string): SessionTracker | null {
    return this.all().find((tracker) => tracker.facts.sessionName === name) ?? null;
  }

  /** False once its session is gone. */
  has(tracker: SessionTracker): boolean {
    return this.trackers.get(tracker.facts.sessionId) === tracker;
  }

  describe(tracker: SessionTracker): Session {
    return describeSession(this.options.node, tracker);
  }

  /** Other rules count now: every session is looked at again. */
  useRules(): void {
    for (const tracker of this.trackers.values()) tracker.useRules();
  }

  /** Hook inbox of a session we started; null for sessions started by hand. */
  inbox(tracker: SessionTracker): HookInbox | null {
    return this.inboxes.get(tracker) ?? null;
  }

  /** Hook directories of the sessions of this moment. */
  hookDirsInUse(): Set<string> {
    return new Set(this.hookDirs.values());
  }

  close(): void {
    for (const stop of this.stops) stop();
    for (const tracker of this.trackers.values()) tracker.close();
    for (const inbox of this.inboxes.values()) inbox.close();
  }

  private look(paneId: string): void {
    this.options.driver.capture(paneId).then(
      (capture) => this.ofPane(paneId)?.takeScreen(capture),
      // The pane went away meanwhile, and its removal follows; else the look is owed: a quiet screen asks for no other.
      () =>
        this.options.clock.after(lookAgainMs, () => {
          if (this.ofPane(paneId)) this.look(paneId);
        }),
    );
  }

  private ofPane(paneId: string): SessionTracker | null {
    return this.all().find((tracker) => tracker.facts.paneId === paneId) ?? null;
  }

  private takeFacts(facts: PaneFacts): void {
    if (!facts.active) return;
    const known = this.trackers.get(facts.sessionId);
    if (!known) return this.add(facts);
    const { sessionName, paneId } = known.facts;
    known.takeFacts(facts);
    this.attachInbox(known);
    if (sessionName !== facts.sessionName) {
      this.events.emit('renamed', { tracker: known, from: sessionName, to: facts.sessionName });
    }
    if (paneId !== facts.paneId) this.look(facts.paneId);
  }

  private takeScreen(capture: ScreenCapture): void {
    if (!this.ofPane(capture.facts.paneId)) this.takeFacts(capture.facts);
    this.ofPane(capture.facts.paneId)?.takeScreen(capture);
  }

  private add(facts: PaneFacts): void {
    const tracker: SessionTracker = new SessionTracker(facts, {
      ...this.options,
      versions: this.versions,
      keyDelays: this.keyDelays,
      look: (paneId) => this.look(paneId),
      waitingHooks: () => this.inboxes.get(tracker)?.waiting() ?? [],
    });
    this.trackers.set(facts.sessionId, tracker);
    tracker.events.on('changed', () => this.announce(tracker));
    tracker.events.on('looked', () => this.attachInbox(tracker));
    this.events.emit('added', tracker);
    this.attachInbox(tracker);
    this.announce(tracker);
    this.look(facts.paneId);
  }

  private announce(tracker: SessionTracker): void {
    if (!this.has(tracker)) return;
    const session = this.describe(tracker);
    const shown = JSON.stringify({ ...session, evidence: session.evidence?.rule });
    if (this.lastShown.get(tracker) === shown) return;
    this.lastShown.set(tracker, shown);
    this.events.emit('changed', { tracker, session });
  }

  private attachInbox(tracker: SessionTracker): void {
    if (this.inboxes.has(tracker)) return;
    const ours = tracker.findHookDir();
    const dir = ours ?? handHookDir(this.options.hookRoot, tracker.facts);
    if (!dir || !this.isOurs(dir)) return;
    const onEvent = (event: Parameters<SessionTracker['takeHook']>[0]) => tracker.takeHook(event);
    const parse: typeof readHookFile = (fileName, content) => {
      const event = readHookFile(fileName, content);
      const isForeign = ours === null && !isHookOfPane(event?.callers ?? [], tracker.facts.pid);
      return isForeign ? null : event;
    };
    this.hookDirs.set(tracker, dir);
    this.inboxes.set(tracker, openHookInbox({ dir, parse, onEvent }));
  }

  private isOurs(dir: string): boolean {
    return dir.startsWith(this.options.hookRoot + sep) && !dir.includes(`${sep}..`);
  }

  private takeRemoval(paneId: string): void {
    const tracker = this.ofPane(paneId);
    if (!tracker) return;
    const { sessionId } = tracker.facts;
    const heir = this.options.driver
      .panes()
      .find((pane) => pane.sessionId === sessionId && pane.active && pane.paneId !== paneId);
    if (heir) this.takeFacts(heir);
    else this.remove(sessionId, 'the session ended', false);
  }

  /** Evidence in the hook directory is thrown away only when the session itself is gone, not when tmux is out of reach. */
  private remove(sessionId: string, reason: string, keepHooks: boolean): void {
    const tracker = this.trackers.get(sessionId);
    if (!tracker) return;
    this.trackers.delete(sessionId);
    this.lastShown.delete(tracker);
    tracker.close();
    this.inboxes.get(tracker)?.sweep();
    this.events.emit('removed', { tracker, reason });
    this.inboxes.get(tracker)?.close();
    this.inboxes.delete(tracker);
    const dir = this.hookDirs.get(tracker) ?? tracker.findHookDir();
    this.hookDirs.delete(tracker);
    if (!keepHooks && dir && this.isOurs(dir)) rmSync(dir, { recursive: true, force: true });
  }
}

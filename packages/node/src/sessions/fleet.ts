import { rmSync } from 'node:fs';
import { sep } from 'node:path';
import type { Session } from '@architect/contracts/sessions';
import { readHookFile } from '../agents/read-hook-dir.ts';
import type { Clock } from '../clock.ts';
import { createEmitter, type Emitter } from '../emitter.ts';
import type { PaneFacts, TmuxDriver } from '../tmux/driver.ts';
import { describeSession } from './describe-session.ts';
import { type HookInbox, openHookInbox } from './hook-inbox.ts';
import { SessionTracker } from './session-tracker.ts';

export interface FleetEvents {
  added: SessionTracker;
  changed: { tracker: SessionTracker; session: Session };
  renamed: { tracker: SessionTracker; from: string; to: string };
  removed: { tracker: SessionTracker; reason: string };
}

export interface Fleet {
  readonly events: Emitter<FleetEvents>;
  all(): SessionTracker[];
  byName(name: string): SessionTracker | null;
  describe(tracker: SessionTracker): Session;
  /** Hook inbox of a session we started; null for sessions started by hand. */
  inbox(tracker: SessionTracker): HookInbox | null;
  close(): void;
}

export interface FleetOptions {
  node: string;
  driver: TmuxDriver;
  clock: Clock;
  /** Only hook directories below this one are read: a foreign program cannot make us watch its own. */
  hookRoot: string;
  onError: (error: unknown) => void;
}

/** One tracker per tmux session, fed from the driver and the hook inboxes. The active pane stands for its session. */
export function createFleet(options: FleetOptions): Fleet {
  const { driver } = options;
  const trackers = new Map<string, SessionTracker>();
  const inboxes = new Map<SessionTracker, HookInbox>();
  const lastShown = new Map<SessionTracker, string>();
  const events = createEmitter<FleetEvents>(options.onError);
  const describe = (tracker: SessionTracker) => describeSession(options.node, tracker);

  function look(paneId: string): void {
    driver.capture(paneId).then(
      (capture) => trackerOfPane(paneId)?.takeScreen(capture),
      () => undefined, // the pane went away meanwhile: its removal event follows
    );
  }

  function trackerOfPane(paneId: string): SessionTracker | null {
    return [...trackers.values()].find((tracker) => tracker.facts.paneId === paneId) ?? null;
  }

  function takeFacts(facts: PaneFacts): void {
    if (!facts.active) return;
    const known = trackers.get(facts.sessionId);
    if (!known) return add(facts);
    const { sessionName, paneId } = known.facts;
    known.takeFacts(facts);
    attachInbox(known);
    if (sessionName !== facts.sessionName) events.emit('renamed', { tracker: known, from: sessionName, to: facts.sessionName });
    if (paneId !== facts.paneId) look(facts.paneId);
  }

  function add(facts: PaneFacts): void {
    const tracker = new SessionTracker(facts, { clock: options.clock, onError: options.onError, look });
    trackers.set(facts.sessionId, tracker);
    tracker.events.on('changed', () => announce(tracker));
    tracker.events.on('looked', () => attachInbox(tracker));
    events.emit('added', tracker);
    attachInbox(tracker);
    announce(tracker);
    look(facts.paneId);
  }

  function announce(tracker: SessionTracker): void {
    if (trackers.get(tracker.facts.sessionId) !== tracker) return;
    const session = describe(tracker);
    const shown = JSON.stringify({ ...session, evidence: session.evidence?.rule });
    if (lastShown.get(tracker) === shown) return;
    lastShown.set(tracker, shown);
    events.emit('changed', { tracker, session });
  }

  function attachInbox(tracker: SessionTracker): void {
    if (inboxes.has(tracker)) return;
    const dir = tracker.findHookDir();
    if (!dir?.startsWith(options.hookRoot + sep)) return;
    inboxes.set(
      tracker,
      openHookInbox({ dir, parse: readHookFile, onEvent: (event) => tracker.takeHook(event) }),
    );
  }

  /** Evidence in the hook directory is thrown away only when the session itself is gone, not when tmux is out of reach. */
  function remove(sessionId: string, reason: string, keepHooks: boolean): void {
    const tracker = trackers.get(sessionId);
    if (!tracker) return;
    trackers.delete(sessionId);
    lastShown.delete(tracker);
    tracker.close();
    inboxes.get(tracker)?.sweep();
    events.emit('removed', { tracker, reason });
    inboxes.get(tracker)?.close();
    inboxes.delete(tracker);
    const dir = tracker.findHookDir();
    if (!keepHooks && dir?.startsWith(options.hookRoot + sep)) rmSync(dir, { recursive: true, force: true });
  }

  function onPaneRemoved(paneId: string): void {
    const tracker = trackerOfPane(paneId);
    if (!tracker) return;
    const heir = driver.panes().find((pane) => pane.sessionId === tracker.facts.sessionId && pane.active);
    if (heir) takeFacts(heir);
    else remove(tracker.facts.sessionId, 'the session ended', false);
  }

  const stops = [
    driver.on('pane-added', takeFacts),
    driver.on('pane-changed', takeFacts),
    driver.on('pane-removed', ({ paneId }) => onPaneRemoved(paneId)),
    driver.on('screen', (capture) => {
      takeFacts(capture.facts);
      trackerOfPane(capture.facts.paneId)?.takeScreen(capture);
    }),
    driver.on('osc', ({ paneId, payload, at }) => trackerOfPane(paneId)?.takeOsc(payload, at)),
    driver.on('down', ({ reason }) => {
      for (const sessionId of [...trackers.keys()]) remove(sessionId, `tmux is down: ${reason}`, true);
    }),
  ];

  return {
    events,
    all: () => [...trackers.values()],
    byName: (name) => [...trackers.values()].find((tracker) => tracker.facts.sessionName === name) ?? null,
    describe,
    inbox: (tracker) => inboxes.get(tracker) ?? null,
    close() {
      for (const stop of stops) stop();
      for (const tracker of trackers.values()) tracker.close();
      for (const inbox of inboxes.values()) inbox.close();
    },
  };
}

import type { Clock } from '../clock.ts';
import type { PaneFacts, ScreenCapture } from './driver.ts';
import { createFloodGate, type FloodGate } from './flood-gate.ts';
import { LookScheduler } from './look-scheduler.ts';
import { createOscScanner, type OscScanner } from './osc-scanner.ts';

export interface ScreenWatchOptions {
  clock: Clock;
  pane(paneId: string): PaneFacts | null;
  panes(): PaneFacts[];
  capture(paneId: string): Promise<ScreenCapture>;
  /** Somebody watches this window's bytes: never polled instead. */
  isStreamed(windowId: string): boolean;
  onScreen(capture: ScreenCapture): void;
  onOsc(report: { paneId: string; payload: string; at: number }): void;
  /** Output of a pane that is not known yet. */
  onUnknownPane(): void;
  /** These windows leave the hub. */
  onMute(windowIds: string[]): void;
  /** A window may join the hub again. */
  onUnmute(): void;
}

const pollMs = 300;
/** A polled window is heard again when its screen stood still for so long, or after `retryMs` to see if it calmed. */
const stillMs = 3_000;
const retryMs = 30_000;

interface Polled {
  since: number;
  lastChangeAt: number;
  /** What each of its panes showed. */
  screens: Map<string, string>;
}

/** Turns output into looks and reports: the part between the observer and what the rest of the node hears. */
export class ScreenWatch {
  private readonly options: ScreenWatchOptions;
  private readonly scheduler: LookScheduler;
  private readonly gate: FloodGate;
  private readonly scanners = new Map<string, OscScanner>();
  private readonly polled = new Map<string, Polled>();
  private cancelPoll: (() => void) | null = null;

  constructor(options: ScreenWatchOptions) {
    const { clock } = options;
    this.options = options;
    this.scheduler = new LookScheduler({ clock, look: options.capture, onScreen: options.onScreen });
    this.gate = createFloodGate({
      clock,
      mayMute: (windowId) => !options.isStreamed(windowId),
      onMute: (windowIds) => this.mute(windowIds),
    });
  }

  takeOutput(paneId: string, chunk: Buffer): void {
    const facts = this.options.pane(paneId);
    if (!facts) return this.options.onUnknownPane();
    this.scan(paneId, chunk);
    this.scheduler.noteOutput(paneId, chunk);
    this.gate.noteChunk(facts.windowId);
  }

  lookNow(paneId: string): void {
    this.scheduler.lookNow(paneId);
  }

  forget(paneId: string): void {
    this.scheduler.forget(paneId);
    this.scanners.delete(paneId);
  }

  /** True while a window is polled because it prints too much; it must not be linked to the hub then. */
  isMuted(windowId: string): boolean {
    return this.gate.isMuted(windowId);
  }

  /** Somebody wants this window's output, or it calmed down: it is heard again. */
  unmute(windowId: string): void {
    if (!this.polled.delete(windowId)) return;
    this.gate.unmute(windowId);
    for (const facts of this.options.panes()) if (facts.windowId === windowId) this.lookNow(facts.paneId);
    this.options.onUnmute();
  }

  clear(): void {
    this.cancelPoll?.();
    this.cancelPoll = null;
    this.polled.clear();
    this.gate.clear();
    this.scheduler.clear();
    this.scanners.clear();
  }

  private scan(paneId: string, chunk: Buffer): void {
    const scanner = this.scanners.get(paneId) ?? createOscScanner();
    this.scanners.set(paneId, scanner);
    for (const { code, text } of scanner(chunk)) {
      if (code === 7501) this.options.onOsc({ paneId, payload: text, at: this.options.clock.now() });
      else this.scheduler.noteTitle(paneId, text);
    }
  }

  private mute(windowIds: string[]): void {
    const now = this.options.clock.now();
    for (const windowId of windowIds)
      this.polled.set(windowId, { since: now, lastChangeAt: now, screens: new Map() });
    this.options.onMute(windowIds);
    this.pollLater();
  }

  private pollLater(): void {
    this.cancelPoll ??= this.options.clock.after(pollMs, () => {
      this.cancelPoll = null;
      void this.poll();
    });
  }

  private async poll(): Promise<void> {
    const panes = this.options.panes().filter((facts) => this.polled.has(facts.windowId));
    const captures = await Promise.allSettled(panes.map((facts) => this.options.capture(facts.paneId)));
    for (const capture of captures) if (capture.status === 'fulfilled') this.takePolled(capture.value);
    const existing = new Set(panes.map((facts) => facts.windowId));
    const now = this.options.clock.now();
    for (const [windowId, state] of this.polled)
      if (!existing.has(windowId) || isCalm(state, now)) this.unmute(windowId);
    if (this.polled.size > 0) this.pollLater();
  }

  private takePolled(capture: ScreenCapture): void {
    const { facts, rows } = capture;
    const state = this.polled.get(facts.windowId);
    const screen = `${facts.cursorX} ${facts.cursorY} ${rows.join('\n')}`;
    if (!state || state.screens.get(facts.paneId) === screen) return;
    state.screens.set(facts.paneId, screen);
    state.lastChangeAt = this.options.clock.now();
    this.options.onScreen(capture);
  }
}

function isCalm({ since, lastChangeAt }: Polled, now: number): boolean {
  return now - lastChangeAt >= stillMs || now - since >= retryMs;
}

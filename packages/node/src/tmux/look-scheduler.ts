import type { Clock } from '../clock.ts';
import type { ScreenCapture } from './driver.ts';
import { shapeOfBytes, shapeOfRows, shapeOfTitle } from './shape.ts';

export interface LookTimes {
  /** New output → look. */
  debounceMs: number;
  /** At least this long between two looks at one pane. */
  gapMs: number;
  /** Known output that stopped → look. */
  quietMs: number;
  /** Known output that goes on is looked at this often all the same. */
  maxAgeMs: number;
}

export const lookTimes: LookTimes = { debounceMs: 5, gapMs: 60, quietMs: 150, maxAgeMs: 2_000 };

const maxShapes = 64;

export interface LookSchedulerDeps {
  clock: Clock;
  /** Rejects when the pane is gone; it is then forgotten. */
  look(paneId: string): Promise<ScreenCapture>;
  onScreen(capture: ScreenCapture): void;
  times?: LookTimes;
}

interface Watched {
  /** Shapes of output seen since the screen last changed its letters. */
  shapes: Set<number>;
  screenShape: number;
  lastLookAt: number;
  isLooking: boolean;
  /** When to look next (epoch ms); null when nothing is pending. A firm time only comes nearer. */
  due: number | null;
  isFirm: boolean;
}

/**
 * One timer for all panes, alive only while a look is pending: silent panes cost nothing.
 */
export class LookScheduler {
  private readonly deps: LookSchedulerDeps;
  private readonly times: LookTimes;
  private readonly panes = new Map<string, Watched>();
  private readonly pending = new Set<string>();
  private timer: { at: number; cancel(): void } | null = null;

  constructor(deps: LookSchedulerDeps) {
    this.deps = deps;
    this.times = deps.times ?? lookTimes;
  }

  /** Output came. The same shape as before (a spinner's frame) waits until it stops; anything new is looked at soon. */
  noteOutput(paneId: string, chunk: Uint8Array): void {
    this.noteShape(paneId, shapeOfBytes(chunk));
  }

  /** The pane's title became this one: a new title is looked at soon, one seen before counts as a spinner. */
  noteTitle(paneId: string, title: string): void {
    this.noteShape(paneId, shapeOfTitle(title));
  }

  /** Looks as soon as possible. */
  lookNow(paneId: string): void {
    this.schedule(paneId, this.watched(paneId), this.deps.clock.now(), true);
  }

  forget(paneId: string): void {
    this.panes.delete(paneId);
    this.pending.delete(paneId);
  }

  /** Forgets all panes and stops the timer. */
  clear(): void {
    this.timer?.cancel();
    this.timer = null;
    this.panes.clear();
    this.pending.clear();
  }

  private watched(paneId: string): Watched {
    const known = this.panes.get(paneId);
    if (known) return known;
    const pane = {
      shapes: new Set<number>(),
      screenShape: 0,
      lastLookAt: 0,
      isLooking: false,
      due: null,
      isFirm: false,
    };
    this.panes.set(paneId, pane);
    return pane;
  }

  private noteShape(paneId: string, shape: number): void {
    const { times } = this;
    const pane = this.watched(paneId);
    const now = this.deps.clock.now();
    if (pane.shapes.has(shape)) {
      const latest = Math.max(now, pane.lastLookAt + times.maxAgeMs);
      return this.schedule(paneId, pane, Math.min(now + times.quietMs, latest), false);
    }
    if (pane.shapes.size >= maxShapes) pane.shapes.clear();
    pane.shapes.add(shape);
    this.schedule(paneId, pane, Math.max(now + times.debounceMs, pane.lastLookAt + times.gapMs), true);
  }

  /** A firm time only comes nearer; a time that is not firm is pushed back by every further frame of the spinner. */
  private schedule(paneId: string, pane: Watched, due: number, isFirm: boolean): void {
    pane.due = pane.due === null || !(isFirm || pane.isFirm) ? due : Math.min(pane.due, due);
    pane.isFirm ||= isFirm;
    this.pending.add(paneId);
    if (!pane.isLooking) this.arm(pane.due);
  }

  private arm(at: number): void {
    if (this.timer && at >= this.timer.at) return;
    this.timer?.cancel();
    const { clock } = this.deps;
    const delayMs = Math.min(Math.max(1, at - clock.now()), this.times.maxAgeMs);
    this.timer = { at, cancel: clock.after(delayMs, () => this.lookAtDue()) };
  }

  private lookAtDue(): void {
    this.timer = null;
    const now = this.deps.clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const paneId of [...this.pending]) {
      const pane = this.panes.get(paneId);
      if (!pane || pane.due === null || pane.isLooking) continue;
      // The second condition: the clock was set back, so that a due time lies too far ahead.
      if (pane.due <= now || pane.due > now + this.times.maxAgeMs) this.startLook(paneId, pane);
      else next = Math.min(next, pane.due);
    }
    if (next < Number.POSITIVE_INFINITY) this.arm(next);
  }

  private startLook(paneId: string, pane: Watched): void {
    this.pending.delete(paneId);
    pane.due = null;
    pane.isFirm = false;
    pane.isLooking = true;
    this.deps.look(paneId).then(
      (capture) => this.finishLook(paneId, pane, capture),
      () => {
        if (this.panes.get(paneId) === pane) this.forget(paneId); // gone: the list of panes tells who needs to know
      },
    );
  }

  private finishLook(paneId: string, pane: Watched, capture: ScreenCapture): void {
    if (this.panes.get(paneId) !== pane) return;
    pane.isLooking = false;
    pane.lastLookAt = this.deps.clock.now();
    const shape = shapeOfRows(capture.rows);
    if (shape !== pane.screenShape) pane.shapes.clear();
    pane.screenShape = shape;
    if (pane.due !== null) {
      pane.due = Math.max(pane.due, pane.lastLookAt + this.times.gapMs);
      this.arm(pane.due);
    }
    this.deps.onScreen(capture);
  }
}

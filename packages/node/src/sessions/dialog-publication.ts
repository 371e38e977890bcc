import type { Dialog, SessionState } from '@architect/contracts/sessions';
import type { Agent, HookEvent, HookReading, ScreenReading } from '../agents/agent.ts';
import { eventHoldsMs, type TimedReading } from '../agents/authority.ts';
import { makeDialog } from '../agents/make-dialog.ts';
import type { Clock } from '../clock.ts';
import { DialogHint, hookNearMs, isReadable } from './dialog-hint.ts';
import type { Published } from './published.ts';

/** A dialog is published when two looks this far apart show the same one; `blocked` counts from the first. */
export const dialogConfirmMs = 60;
/** An agent that has been blocked for this long shows what it asks, or nobody can read it. */
export const unreadableAfterMs = 3_000;
/** After a hook's word stopped to hold, a screen has to speak. */
export const afterHookLookMs = eventHoldsMs + 50;
/** Looks come a little before or behind their timer. */
const timerSlackMs = 5;

/**
 * Which dialog of a session people get to see, and when: a screen shows one half drawn, or covers it, and hooks tell of it
 * before, with or behind the screen. Times are epoch ms.
 */
export class DialogPublication {
  /** The first look at the dialog that is on the screen. */
  seenAt = 0;
  private readonly hint = new DialogHint();
  private readonly clock: Pick<Clock, 'now'>;
  private readonly agent: () => Agent;
  private readonly waitingHooks: () => HookEvent[];
  private screen: ScreenReading | null = null;
  private lookedAt = 0;
  /** The last screen with a dialog that could be read. */
  private readableAt = 0;
  /** When the newest dialog that people saw was published. */
  private shownAt = 0;

  constructor(options: { clock: Pick<Clock, 'now'>; agent: () => Agent; waitingHooks: () => HookEvent[] }) {
    this.clock = options.clock;
    this.agent = options.agent;
    this.waitingHooks = options.waitingHooks;
  }

  takeScreen(screen: ScreenReading, at: number): void {
    if (screen.dialog?.fingerprint !== this.screen?.dialog?.fingerprint) this.seenAt = at;
    if (isReadable(screen.dialog)) this.readableAt = at;
    this.screen = screen;
    this.lookedAt = at;
    this.hint.takeScreen(screen, at);
  }

  /** @returns true when the dialog is about to be drawn, or is so already: its look must not wait for its turn */
  takeHook({ dialogHint }: HookReading, at: number): boolean {
    if (!dialogHint) {
      this.hint.end();
      return false;
    }
    this.hint.take(dialogHint, at);
    return this.clock.now() - at < hookNearMs && !this.screen?.dialog;
  }

  /** The dialog that only hooks tell of has its answer. */
  noteAnswered(): void {
    this.hint.forget();
  }

  /** Another program, or another pane. */
  forget(): void {
    this.hint.forget();
    this.screen = null;
  }

  /** Readings in which a hook's word outlasts a page that hides its dialog. */
  hold(readings: TimedReading[]): TimedReading[] {
    return this.hint.hold(readings, this.screen);
  }

  /** A dialog that only hooks tell of; null when there is none, or the screen shows one. */
  unread(): Dialog | null {
    if (isReadable(this.screen?.dialog)) return null;
    return this.hint.unread(this.agent(), this.waitingHooks(), this.clock.now());
  }

  /**
   * The dialog that people get to see from now on; null before a screen was read.
   * @param before what they saw until now
   */
  next(state: SessionState, before: Published): Dialog | null {
    const dialog = this.choose(state, before);
    if (dialog && dialog.fingerprint !== before.dialog?.fingerprint) this.shownAt = this.clock.now();
    return dialog;
  }

  /**
   * Milliseconds until the screen has to be looked at, for what is published now; null: nothing waits for a look. An event
   * holds only until a newer screen speaks: when nothing is drawn any more, we have to look ourselves.
   */
  lookAfterMs(published: Published): number | null {
    if (this.isHalfDrawn(published)) return dialogConfirmMs;
    const isAsked = published.state === 'blocked' && (this.hint.isPending || !published.dialog);
    return isAsked || published.decision.winner?.source === 'hook' ? afterHookLookMs : null;
  }

  private choose(state: SessionState, before: Published): Dialog | null {
    if (!this.screen) return null;
    const shown = this.screen.dialog;
    if (!isReadable(shown) && state === 'blocked') return this.unread() ?? this.unreadable(before);
    if (!shown || (state !== 'blocked' && state !== 'limited') || this.isHalfDrawn(before)) return null;
    return this.hint.complete(shown);
  }

  /** Of a dialog that neither screen nor hooks tell, people must know, after a while, that there is one. */
  private unreadable(before: Published): Dialog | null {
    const since = Math.max(before.since, this.readableAt);
    if (before.state !== 'blocked' || this.clock.now() - since < unreadableAfterMs) return null;
    return this.screen?.dialog ?? unreadableDialog;
  }

  /** A dialog on the screen that was seen only once: it may still be growing, and a person must not judge a part. */
  private isHalfDrawn(published: Published): boolean {
    const shown = this.screen?.dialog;
    if (!shown || published.dialog?.fingerprint === shown.fingerprint) return false;
    if (this.hint.confirms(shown, { seenAt: this.seenAt, previousAt: this.shownAt })) return false;
    return this.lookedAt - this.seenAt < dialogConfirmMs - timerSlackMs;
  }
}

/** Some source says that the agent waits for a decision, and none says which: people must know all the same. */
const unreadableDialog = makeDialog({
  ...{ kind: 'other', tool: '', subject: '', options: [], complete: false, head: '' },
  question: 'it waits for a decision that cannot be read: look at the terminal',
});

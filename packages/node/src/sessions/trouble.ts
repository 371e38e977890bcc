import type { ScreenReading } from '../agents/agent.ts';
import { isRetrying } from '../agents/authority.ts';

/** What is kept of a limit so that its end is known after a restart: many agents show a time without a date. */
export interface LimitNote {
  rule: string;
  detail: string;
  /** Epoch ms. */
  until: number;
}

/** Where the note of one session is kept. */
export interface LimitNotes {
  read(): LimitNote | null;
  /** Null: there is no limit any more. */
  write(note: LimitNote | null): void;
}

/** An error older than this, above an empty box, is over: the agent waits for its next prompt. */
export const errorRestMs = 30_000;
/** A limit that does not say when it ends is tried again after this time. */
export const unknownLimitRestMs = 15 * 60_000;
/** After so many failures in a row only a person can tell whether it makes sense to go on. */
export const failuresInARow = 3;
/** Clocks differ a little, and nobody gains by being the first one back. */
const afterResetMs = 2_000;
/** An agent that rested this long without trouble has worked well again. */
const wellAfterMs = 5_000;

/** Errors that no waiting heals: sign-in, money, a model or a conversation that cannot go on. */
const lasting =
  /\b(log ?in|sign ?in|api key|auth\w*|credential\w*|credit|billing|payment|40[0134]\b|forbidden|model\b.*\b(not|exist|access)|context (limit|window|length)|(prompt|conversation|request|input) (is )?too (long|large))/i;

interface Standing {
  rule: string;
  detail: string;
  since: number;
  until: number | null;
}

export interface Settled {
  reading: ScreenReading;
  /** Epoch ms at which the same screen would be read in another way; null: never. */
  lookAt: number | null;
}

/**
 * Decides when the error or the limit that a screen goes on showing is over. Nothing is drawn when that happens, and one
 * transient failure must not stop an agent for good. Over means: its time has passed, and the agent shows its own empty box.
 */
export class Trouble {
  private standing: Standing | null = null;
  private failures = 0;
  private quietFrom: number | null = null;
  private readonly notes: LimitNotes;

  constructor(notes: LimitNotes = { read: () => null, write: () => undefined }) {
    this.notes = notes;
  }

  /** A prompt was submitted: trouble that is shown from now on is new, even in the same words. */
  turnBegan(): void {
    if (this.standing) this.notes.write(null);
    this.standing = null;
  }

  settle(reading: ScreenReading, at: number): Settled {
    const { state, rule } = reading;
    if ((state !== 'error' && state !== 'limited') || isRetrying(rule)) {
      this.noteGood(state, at);
      return { reading, lookAt: null };
    }
    const standing = this.stand(reading, at);
    const until = standing.until === null ? null : new Date(standing.until);
    const shown = { ...reading, limitedUntil: until };
    const endsAt = this.endOf(standing, state);
    if (endsAt === null) {
      const why =
        this.failures > failuresInARow ? `${this.failures} failures in a row: look at it` : 'look at it';
      const detail = `${reading.detail} (${why})`;
      return { reading: { ...shown, detail }, lookAt: null };
    }
    return at < endsAt ? { reading: shown, lookAt: endsAt } : { reading: over(shown), lookAt: null };
  }

  private stand(reading: ScreenReading, at: number): Standing {
    const { rule, detail } = reading;
    const known = this.standing;
    if (known?.rule === rule && known.detail === detail) return known;
    if (this.quietFrom !== null && at - this.quietFrom >= wellAfterMs) this.failures = 0;
    this.quietFrom = null;
    const note = this.notes.read();
    const noted = note?.rule === rule && note.detail === detail ? note.until : null;
    const until = noted ?? reading.limitedUntil?.getTime() ?? null;
    this.standing = { rule, detail, since: at, until };
    if (until === null) this.failures += 1;
    else if (noted === null) this.notes.write({ rule, detail, until });
    return this.standing;
  }

  private endOf({ since, until, detail }: Standing, state: 'error' | 'limited'): number | null {
    if (until !== null) return until + afterResetMs;
    if (this.failures > failuresInARow || (state === 'error' && lasting.test(detail))) return null;
    return since + (state === 'error' ? errorRestMs : unknownLimitRestMs);
  }

  /** A screen that cannot be read says nothing about the trouble. */
  private noteGood(state: ScreenReading['state'], at: number): void {
    if (state === 'unknown') return;
    if (state === 'idle' || state === 'asking') this.quietFrom ??= at;
    if (this.standing?.until != null) this.notes.write(null);
    this.standing = null;
  }
}

/** With a dialog over it somebody is asked; without an empty box nothing shows that the agent waits. */
function over(reading: ScreenReading): ScreenReading {
  const rule = `${reading.rule}.over`;
  if (reading.dialog) return { ...reading, state: 'blocked', rule, limitedUntil: null };
  if (!reading.boxShown || reading.overlay) return reading;
  const what = reading.state === 'limited' ? 'the usage limit has ended' : 'the error is over';
  return {
    ...reading,
    state: 'idle',
    rule,
    detail: `${what}, the input box is shown: ${reading.detail}`,
    limitedUntil: null,
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ScreenReading } from '../agents/agent.ts';
import { emptyReading } from '../agents/empty-reading.ts';
import { openLimitBook } from './limit-book.ts';
import { errorRestMs, failuresInARow, Trouble, unknownLimitRestMs } from './trouble.ts';

const screen = (change: Partial<ScreenReading>): ScreenReading => ({
  ...emptyReading,
  state: 'idle',
  rule: 'x.empty-box',
  detail: '',
  boxShown: true,
  ...change,
});
const idle = screen({});
const busy = screen({ state: 'busy', rule: 'x.busy' });
const failed = screen({ state: 'error', rule: 'x.api-error', detail: 'API Error: 500' });
const limited = (untilMs: number | null) =>
  screen({
    state: 'limited',
    rule: 'x.limit',
    detail: 'limit reached, resets 3pm',
    limitedUntil: untilMs === null ? null : new Date(untilMs),
  });
const hour = 3_600_000;

describe('an error on the screen', () => {
  it('is over after its rest, with evidence of its own', () => {
    const trouble = new Trouble();
    expect(trouble.settle(failed, 0)).toMatchObject({ reading: { state: 'error' }, lookAt: errorRestMs });
    expect(trouble.settle(failed, errorRestMs - 1).reading.state).toBe('error');
    expect(trouble.settle(failed, errorRestMs).reading).toMatchObject({
      state: 'idle',
      rule: 'x.api-error.over',
      detail: expect.stringContaining('API Error: 500'),
    });
  });

  it.each([
    ['without an input box', { boxShown: false }, 'error'],
    ['with something over it', { overlay: true }, 'error'],
    ['that the agent still works on', { rule: 'x.api-error.retrying' }, 'error'],
  ] as const)('is not over %s', (_what, change, state) => {
    const trouble = new Trouble();
    trouble.settle({ ...failed, ...change }, 0);
    expect(trouble.settle({ ...failed, ...change }, hour).reading.state).toBe(state);
  });

  it.each([
    'Please run /login · API Error: 401 invalid credentials',
    'Credit balance is too low',
    'Context limit reached',
    "There's an issue with the selected model: it may not exist",
  ])('is not over where no waiting helps: %s', (detail) => {
    const trouble = new Trouble();
    trouble.settle({ ...failed, detail }, 0);
    expect(trouble.settle({ ...failed, detail }, hour).reading.state).toBe('error');
  });

  it('keeps a draft: it is a person who has to send or clear it', () => {
    const trouble = new Trouble();
    trouble.settle(failed, 0);
    expect(trouble.settle({ ...failed, draft: 'half' }, hour).reading).toMatchObject({
      state: 'idle',
      draft: 'half',
    });
  });

  it('that follows a new prompt is new, even in the same words and without a frame between', () => {
    const trouble = new Trouble();
    trouble.settle(failed, 0);
    expect(trouble.settle(failed, hour).reading.state).toBe('idle');
    trouble.turnBegan();
    expect(trouble.settle(failed, hour + 10).reading.state).toBe('error');
  });

  it('needs a person after so many in a row', () => {
    const trouble = new Trouble();
    let at = 0;
    for (let count = 0; count < failuresInARow; count += 1) {
      trouble.settle(failed, at);
      at += errorRestMs;
      expect(trouble.settle(failed, at).reading.state).toBe('idle');
      trouble.turnBegan();
      trouble.settle(busy, at);
    }
    expect(trouble.settle(failed, at)).toMatchObject({ lookAt: null });
    expect(trouble.settle(failed, at + 100 * hour).reading).toMatchObject({
      state: 'error',
      detail: expect.stringContaining('4 failures in a row'),
    });
    // A person made it work again: it may fail again.
    trouble.settle(idle, at + 100 * hour);
    trouble.settle(failed, at + 101 * hour);
    expect(trouble.settle(failed, at + 102 * hour).reading.state).toBe('idle');
  });
});

describe('a usage limit on the screen', () => {
  it('ends at the time that was shown first, not at its next occurrence', () => {
    const trouble = new Trouble();
    const reset = 3 * hour;
    trouble.settle(limited(reset), 0);
    const tomorrow = limited(reset + 24 * hour);
    expect(trouble.settle(tomorrow, reset + 1).reading).toMatchObject({
      state: 'limited',
      limitedUntil: new Date(reset),
    });
    expect(trouble.settle(tomorrow, reset + 5_000).reading).toMatchObject({
      state: 'idle',
      rule: 'x.limit.over',
      limitedUntil: null,
    });
  });

  it('with a dialog over it asks, once it has ended', () => {
    const dialog = {
      ...{ kind: 'other' as const, tool: '', subject: '', question: 'What do you want to do?' },
      ...{ options: [], complete: true, fingerprint: 'f' },
    };
    const trouble = new Trouble();
    trouble.settle({ ...limited(hour), dialog, boxShown: false }, 0);
    const later = trouble.settle({ ...limited(hour), dialog, boxShown: false }, 2 * hour);
    expect(later.reading).toMatchObject({ state: 'blocked', dialog });
  });

  it('without a time is tried again after a while, and not for ever', () => {
    const trouble = new Trouble();
    expect(trouble.settle(limited(null), 0).lookAt).toBe(unknownLimitRestMs);
    expect(trouble.settle(limited(null), unknownLimitRestMs).reading.state).toBe('idle');
  });

  it('is known after a restart, and forgotten when it is gone', () => {
    const dir = mkdtempSync(join(tmpdir(), 'architect-limits-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const fail = (error: unknown) => {
      throw error;
    };
    const open = (pane: string) =>
      new Trouble(openLimitBook(join(dir, 'node', 'limits.json'), fail).notesOf(() => pane));
    const reset = Date.now() + hour;
    open('%1').settle(limited(reset), Date.now());
    const tomorrow = limited(reset + 24 * hour);
    expect(open('%2').settle(tomorrow, reset + 5_000).reading.state).toBe('limited');
    const again = open('%1');
    expect(again.settle(tomorrow, reset + 5_000).reading.state).toBe('idle');
    again.settle(busy, reset + 6_000);
    expect(open('%1').settle(tomorrow, reset + 7_000).reading.state).toBe('limited');
  });
});

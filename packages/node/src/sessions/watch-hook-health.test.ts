import { beforeEach, describe, expect, it } from 'vitest';
import { createEmitter } from '../emitter.ts';
import { aPane } from './fixture-pane.ts';
import type { FleetEvents } from './fleet.ts';
import { SessionTracker } from './session-tracker.ts';
import { describeHealth, type HookHealth, watchHookHealth } from './watch-hook-health.ts';

describe('the health of hooks', () => {
  let time: number;
  let due: { at: number; run: () => void }[];
  let tracker: SessionTracker;
  let health: HookHealth;

  const clock = {
    now: () => time,
    after(delayMs: number, run: () => void) {
      due.push({ at: time + delayMs, run });
      return () => undefined;
    },
  };

  beforeEach(() => {
    time = 1_000_000;
    due = [];
    const onError = (error: unknown) => expect.fail(String(error));
    tracker = new SessionTracker(aPane({}), { clock, look: () => undefined, onError });
    const events = createEmitter<FleetEvents>(onError);
    const inbox = {
      since: () => [],
      count: () => 1,
      waiting: () => [],
      answer: () => false,
      release: () => undefined,
      sweep: () => undefined,
      close: () => undefined,
    };
    health = watchHookHealth({ fleet: { events, inbox: () => inbox }, clock });
    events.emit('added', tracker);
  });

  const pass = (ms: number) => {
    time += ms;
    for (const timer of due.splice(0)) {
      if (timer.at <= time) timer.run();
      else due.push(timer);
    }
  };
  const show = (state: 'busy' | 'idle') => {
    tracker.published = { ...tracker.published, state };
    tracker.events.emit('changed', undefined);
  };
  const hook = () => {
    tracker.lastSpoke.set('hook', time);
    const reading = { state: 'idle' as const, rule: 'r', detail: '' };
    tracker.events.emit('hook', { event: { name: 'Stop', payload: {}, at: time }, reading });
  };
  const turn = (tells: boolean) => {
    show('busy');
    pass(5_000);
    if (tells) hook();
    show('idle');
    pass(60_000);
  };

  it('is good while every turn is told', () => {
    turn(true);
    turn(true);
    expect(health.of(tracker)).toEqual({ turns: 2, missed: 0, missedInRow: 0 });
    expect(tracker.hooksTrusted).toBe(true);
  });

  it('forgives one silent turn, ends with the second, and comes back with the next event', () => {
    turn(true);
    turn(false);
    expect(tracker.hooksTrusted).toBe(true);
    turn(false);
    expect(tracker.hooksTrusted).toBe(false);
    expect(describeHealth(health.of(tracker), tracker.hooksTrusted)).toBe(
      '2 of 3 turns came without a hook, the last 2 in a row: not trusted until it speaks again',
    );
    hook();
    expect(tracker.hooksTrusted).toBe(true);
    expect(health.of(tracker)).toEqual({ turns: 3, missed: 2, missedInRow: 0 });
  });

  it('waits for a hook that is later than the screen', () => {
    show('busy');
    pass(1_000);
    show('idle');
    pass(1_000);
    hook();
    pass(60_000);
    expect(health.of(tracker)).toEqual({ turns: 1, missed: 0, missedInRow: 0 });
  });

  it('takes a flash of work for no turn', () => {
    show('busy');
    pass(50);
    show('idle');
    pass(60_000);
    expect(health.of(tracker).turns).toBe(0);
  });
});

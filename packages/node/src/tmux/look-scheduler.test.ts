import { beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import type { PaneFacts, ScreenCapture } from './driver.ts';
import { createFloodGate } from './flood-gate.ts';
import { LookScheduler } from './look-scheduler.ts';

let nowMs: number;
let timers: { at: number; run(): void }[];
let looks: number[];
let screen: string;
let scheduler: LookScheduler;

const clock: Clock = {
  now: () => nowMs,
  after(delayMs, run) {
    const timer = { at: nowMs + delayMs, run };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  },
};

/** Lets time pass, timer by timer; what a look starts is over before the next. */
async function pass(ms: number): Promise<void> {
  const end = nowMs + ms;
  for (;;) {
    const next = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
    if (!next) break;
    timers = timers.filter((timer) => timer !== next);
    nowMs = Math.max(nowMs, next.at);
    next.run();
    await Promise.resolve();
    await Promise.resolve();
  }
  nowMs = end;
}

beforeEach(() => {
  nowMs = 1_000_000;
  timers = [];
  looks = [];
  screen = 'first';
  scheduler = new LookScheduler({
    clock,
    look: async (): Promise<ScreenCapture> => ({ facts: {} as PaneFacts, rows: [screen], at: nowMs }),
    onScreen: () => looks.push(nowMs - 1_000_000),
  });
});

const say = (text: string) => scheduler.noteOutput('%1', Buffer.from(text));

describe('look scheduler', () => {
  it('looks 5 ms after something new, once for a burst', async () => {
    say('a');
    say('b');
    await pass(4);
    expect(looks).toEqual([]);
    await pass(1_000);
    expect(looks).toEqual([5]);
    expect(timers).toEqual([]); // and then nothing ticks
  });

  it('keeps 60 ms between two looks at one pane', async () => {
    for (let index = 0; index < 20; index += 1) {
      screen = `screen ${'x'.repeat(index)}`;
      say('y'.repeat(index + 1));
      await pass(10);
    }
    await pass(200);
    expect(looks).toEqual([5, 65, 125, 185, 245].slice(0, looks.length));
    expect(looks.length).toBeGreaterThanOrEqual(4);
  });

  it('looks at a spinner every 2 s only, and 150 ms after it stopped', async () => {
    for (let frame = 0; frame < 50; frame += 1) {
      say(`\\033[2K${'✢✶'[frame % 2]} Thinking (${frame}s)`);
      await pass(100);
    }
    const whileSpinning = looks.length;
    expect(whileSpinning).toBeLessThanOrEqual(5);
    await pass(200);
    expect(looks.length).toBe(whileSpinning + 1);
    expect(looks.at(-1)).toBe(4_900 + 150);
  });

  it('looks at once when something new comes amid the spinner', async () => {
    for (let frame = 0; frame < 20; frame += 1) {
      say(`Thinking ${frame}`);
      await pass(100);
    }
    const before = looks.length;
    say('Do you want to proceed?');
    await pass(5);
    expect(looks.length).toBe(before + 1);
  });

  it('takes a shape for new again once the screen has changed', async () => {
    say('dialog');
    await pass(300);
    say('dialog'); // the first look made the screen known
    await pass(295);
    expect(looks).toEqual([5, 305]);
    screen = 'second';
    say('dialog'); // known by now: waits until it is quiet
    await pass(149);
    expect(looks).toEqual([5, 305]);
    await pass(1);
    expect(looks).toEqual([5, 305, 745]);
    await pass(255);
    say('dialog'); // the screen had changed
    await pass(5);
    expect(looks).toEqual([5, 305, 745, 1_005]);
  });

  it('tells titles apart by every character', async () => {
    scheduler.noteTitle('%1', '⠂ task');
    await pass(100);
    scheduler.noteTitle('%1', '✳ task');
    await pass(5);
    expect(looks).toEqual([5, 105]);
  });

  it('goes on when the clock was set back', async () => {
    say('a');
    await pass(100);
    nowMs -= 3_600_000;
    say('b');
    await pass(3_000);
    expect(looks.length).toBe(2);
  });

  it('forgets', async () => {
    say('a');
    scheduler.forget('%1');
    await pass(1_000);
    expect(looks).toEqual([]);
  });
});

describe('flood gate', () => {
  function flood(
    perSecond: Record<string, number>,
    seconds: number,
    mayMute = (_: string) => true,
  ): string[][] {
    const muted: string[][] = [];
    const gate = createFloodGate({ clock, mayMute, onMute: (ids) => muted.push(ids) });
    for (let ms = 0; ms < seconds * 1000; ms += 10) {
      nowMs += 10;
      for (const [windowId, rate] of Object.entries(perSecond))
        for (let chunk = 0; chunk < rate / 100; chunk += 1)
          if (!gate.isMuted(windowId)) gate.noteChunk(windowId);
    }
    return muted;
  }

  it('leaves a thousand chunks a second alone', () => {
    expect(flood({ '@1': 500, '@2': 400 }, 3)).toEqual([]);
  });

  it('picks the busiest windows until the rest is calm', () => {
    expect(flood({ '@1': 200, '@2': 2_000, '@3': 600, '@4': 100 }, 3)).toEqual([['@2', '@3']]);
  });

  it('never picks a window that somebody watches', () => {
    expect(flood({ '@1': 2_000, '@2': 300 }, 2, (windowId) => windowId !== '@1')[0]).toEqual(['@2']);
  });
});

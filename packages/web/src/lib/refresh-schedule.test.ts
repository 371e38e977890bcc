import { expect, test } from 'vitest';
import { createRefreshSchedule } from './refresh-schedule.ts';

function createStage() {
  const clock = { nowMs: 0, timers: [] as { atMs: number; run: () => void }[] };
  const refreshed: string[] = [];
  const schedule = createRefreshSchedule<'prompts' | 'stats'>({
    refresh: (name) => refreshed.push(`${name}@${clock.nowMs}`),
    now: () => clock.nowMs,
    after(delayMs, run) {
      const timer = { atMs: clock.nowMs + delayMs, run };
      clock.timers.push(timer);
      return () => {
        clock.timers = clock.timers.filter((one) => one !== timer);
      };
    },
    gapMs: 2000,
  });
  const advance = (toMs: number) => {
    const due = clock.timers.filter((timer) => timer.atMs <= toMs);
    clock.timers = clock.timers.filter((timer) => timer.atMs > toMs);
    for (const timer of due) {
      clock.nowMs = timer.atMs;
      timer.run();
    }
    clock.nowMs = toMs;
  };
  return { schedule, refreshed, advance };
}

test('a hundred marks in a second are one refresh at once and one at the end of the gap', () => {
  const { schedule, refreshed, advance } = createStage();
  for (let at = 0; at < 1000; at += 10) {
    advance(at);
    schedule.mark('prompts');
  }
  advance(10_000);
  expect(refreshed).toEqual(['prompts@0', 'prompts@2000']);
});

test('names do not wait for each other, and stop cancels what waits', () => {
  const { schedule, refreshed, advance } = createStage();
  schedule.mark('prompts');
  schedule.mark('stats');
  schedule.mark('stats');
  schedule.stop();
  advance(10_000);
  expect(refreshed).toEqual(['prompts@0', 'stats@0']);
});

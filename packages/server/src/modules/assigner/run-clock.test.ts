import { expect, it } from 'vitest';
import { dueAt, elapsedMs, running, stopped } from './run-clock.ts';

it('counts only the time in which it runs', () => {
  let clock = running({ elapsed_ms: 0, clock_started_at: null }, 1_000);
  expect(elapsedMs(clock, 4_000)).toBe(3_000);
  clock = stopped(clock, 4_000);
  expect(elapsedMs(clock, 900_000)).toBe(3_000);
  clock = running(clock, 900_000);
  expect(elapsedMs(clock, 902_000)).toBe(5_000);
});

it('is due when the time-out is used up, and never while it stands', () => {
  expect(dueAt({ elapsed_ms: 20_000, clock_started_at: 100_000 }, 1)).toBe(140_000);
  expect(dueAt({ elapsed_ms: 20_000, clock_started_at: null }, 1)).toBeNull();
});

it('stopping and starting twice changes nothing', () => {
  const once = running({ elapsed_ms: 5, clock_started_at: null }, 10);
  expect(running(once, 99)).toEqual(once);
  const still = stopped(once, 30);
  expect(stopped(still, 99)).toEqual(still);
});

it('a clock that was set back costs nothing', () => {
  expect(elapsedMs({ elapsed_ms: 5, clock_started_at: 1_000 }, 500)).toBe(5);
});

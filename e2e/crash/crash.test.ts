import { expect, test } from 'vitest';
import { runCrashRound } from './run-round.ts';

test.each([1, 2, 3])(
  'kill -9 at random moments, round %i: nothing lost, doubled or split, every end true',
  async (round) => {
    const seed = round * 7919;
    const result = await runCrashRound({ seed, prompts: 200, kills: 6 });
    console.log(
      `crash round ${round} (seed ${seed}): ${JSON.stringify({ ...result, violations: undefined })}`,
    );
    expect(result.violations).toEqual([]);
    expect(result).toMatchObject({ prompts: 200, lost: 0, doubled: 0, split: 0, untrue: 0 });
    expect(result.completed).toBeGreaterThan(150);
  },
  300_000,
);

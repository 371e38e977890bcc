import { expect, test } from 'vitest';
import { runCrashRound } from './run-round.ts';

/** `bench/crash.ts` runs as many rounds as one likes. */
const rounds = process.env.ARCHITECT_E2E_FULL
  ? [1, 2, 3].map((round) => ({ seed: round * 7919, prompts: 200 }))
  : [{ seed: 7919, prompts: 100 }];

test.each(rounds)(
  'kill -9 at random moments (seed $seed, $prompts prompts): nothing lost, doubled or split, every end true',
  async ({ seed, prompts }) => {
    const result = await runCrashRound({ seed, prompts, kills: 6 });
    console.log(`seed ${seed}: ${JSON.stringify({ ...result, violations: undefined })}`);
    expect(result.violations).toEqual([]);
    expect(result).toMatchObject({ prompts, lost: 0, doubled: 0, split: 0, untrue: 0 });
    expect(result.completed).toBeGreaterThan(prompts * 0.75);
  },
  300_000,
);

import { expect, test } from 'vitest';
import { createScratch } from '../support/scratch.ts';
import { runChaos } from './run-chaos.ts';

/**
 * With ARCHITECT_E2E_FULL=1 a second seed is new in each run: it is printed, and `bench/chaos.ts --seed` repeats it with
 * progress and files. Processes keep their own time, so one seed is not one course of things.
 */
const seeds = [7919, ...(process.env.ARCHITECT_E2E_FULL ? [Math.floor(Math.random() * 1e6)] : [])];
test.each(seeds)(
  'everything breaks at random (seed %i): nothing lost, doubled, split or misplaced, every end true',
  { timeout: 600_000 },
  async (seed) => {
    const scratch = await createScratch('architect-chaos-');
    try {
      const options = { seed, prompts: 100, agents: 8, minutes: 2, troubleEveryMs: 4_000 };
      const { violations, leftBehind, outcomes, growth, ...figures } = await runChaos(scratch, options);
      console.log(`seed ${seed}: ${JSON.stringify({ outcomes, growth, ...figures })}`);
      expect(violations).toEqual([]);
      expect(leftBehind).toEqual([]);
      expect(outcomes.completed).toBeGreaterThan(0);
      expect(figures.troubles['server killed']).toBeGreaterThan(0);
      // Three for each session, and what a server of its own has.
      expect(growth.server.last.handles).toBeLessThan(150);
    } finally {
      await scratch.clean();
    }
  },
);

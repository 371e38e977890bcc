import { defineConfig } from 'vitest/config';

/** One scratch PostgreSQL per run, started when a test first asks for it. */
const globalSetup = ['packages/server/src/platform/database/postgres-global-setup.ts'];

/** `expect.poll` waits longer than its default of 1 s: a busy machine makes tests slow, not wrong. */
const expect = { poll: { timeout: 10_000, interval: 20 } };

const e2e = { expect, testTimeout: 180_000, hookTimeout: 180_000 };
/** These break processes on purpose and load the machine: what is beside them would be slow. */
const alone = ['e2e/{chaos,crash}/**/*.test.ts'];

/**
 * `unit` is every package, real tmux and databases included; `e2e` is browser and agent CLIs, and `e2e-alone` chaos and
 * crashes.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/**/src/**/*.test.ts'],
          globalSetup,
          expect,
          testTimeout: 20_000,
          hookTimeout: 30_000,
          // By default one core is left free, which is half of a small machine.
          maxWorkers: '100%',
        },
      },
      {
        test: {
          ...e2e,
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...alone],
          // Most of the time is spent waiting: two files share two cores well.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...e2e,
          name: 'e2e-alone',
          include: alone,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

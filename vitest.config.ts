import { defineConfig } from 'vitest/config';

/** One scratch PostgreSQL per run, started when a test first asks for it. */
const globalSetup = ['packages/server/src/platform/database/postgres-global-setup.ts'];

/** `expect.poll` waits longer than its default of 1 s: a busy machine makes tests slow, not wrong. */
const expect = { poll: { timeout: 10_000, interval: 20 } };

/** Two projects: `unit` (every package, real tmux and databases included) and `e2e` (browser, agent CLIs, crashes). */
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
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          expect,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});

import { defineConfig } from 'vitest/config';

/** Two projects: `unit` (every package, real tmux and databases included) and `e2e` (browser, agent CLIs, crashes). */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['packages/**/src/**/*.test.ts'], testTimeout: 20_000, hookTimeout: 30_000 } },
      { test: { name: 'e2e', include: ['e2e/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 180_000, fileParallelism: false } },
    ],
  },
});

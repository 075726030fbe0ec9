import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './build/test/report.mjs';

const unitTimeoutMs = 20_000;
const integrationTimeoutMs = 180_000;
const endToEndTimeoutMs = 300_000;

/** Every project runs under Electron-as-Node (see build/unit.mjs), the runtime that ships. */
const project = (name, include, options = {}) => ({
  test: { name, include: [...include], environment: 'node', pool: 'forks', ...options },
});

/** Where `build/test.mjs` wants to read what the run came to. */
const summary = process.env.DARKROOM_TEST_REPORT;

export default defineConfig({
  test: {
    reporters: summary === undefined ? ['default'] : ['default', new SummaryReporter(summary)],
    projects: [
      project('unit', ['{electron,shared,build}/**/*.test.{ts,mjs}'], {
        testTimeout: unitTimeoutMs,
      }),
      project('renderer', ['renderer/**/*.test.{ts,tsx}'], {
        environment: 'jsdom',
        testTimeout: unitTimeoutMs,
      }),
      project('integration', ['test/**/*.test.ts'], {
        testTimeout: integrationTimeoutMs,
        hookTimeout: integrationTimeoutMs,
        fileParallelism: false,
      }),
      project('e2e', ['test/e2e/**/*.spec.ts'], {
        setupFiles: ['build/test/e2e-environment.mjs'],
        testTimeout: endToEndTimeoutMs,
        hookTimeout: endToEndTimeoutMs,
        fileParallelism: false,
      }),
    ],
  },
});

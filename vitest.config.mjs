import { defineConfig } from 'vitest/config';

const unitTimeoutMs = 20_000;
const integrationTimeoutMs = 180_000;
const endToEndTimeoutMs = 300_000;

/** Every project runs under Electron-as-Node (see build/unit.mjs), the runtime that ships. */
const project = (name, include, options = {}) => ({
  test: { name, include: [...include], environment: 'node', pool: 'forks', ...options },
});

export default defineConfig({
  test: {
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

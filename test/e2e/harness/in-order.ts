import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, onTestFailed } from 'vitest';

import { projectFolder } from './launch';
import type { Suite } from './suite';

/** A picture of the window for every test that fails. */
export function picturesOfFailures(suite: Suite): void {
  beforeEach((context) => {
    onTestFailed(async () => {
      const folder = join(projectFolder, 'test-results', 'failures');
      mkdirSync(folder, { recursive: true });
      const name = `${context.task.file.name}-${context.task.name}`.replace(/[^\w.-]+/gu, '-');
      await suite.app.page.screenshot({ path: join(folder, `${name}.png`) }).catch(() => undefined); // the window may be what failed
    });
  });
}

/** For tests that are the steps of one story: after the first that fails the others cannot be told. */
export function inOrder(): void {
  let failed = false;
  beforeEach((context) => {
    if (failed) context.skip('an earlier step failed');
  });
  afterEach((context) => {
    failed ||= context.task.result?.state === 'fail';
  });
}

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DarkroomError } from '../../shared/errors';

/**
 * The file of one of the program's own bundles (`worker`, `helper`, `cli`, …): beside the running
 * bundle, or in `.vite/build` of the tree that holds the running source (tests). INTERNAL when the
 * program was not built.
 */
export function bundlePath(name: string): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    for (const candidate of [
      join(folder, `${name}.js`),
      join(folder, '.vite', 'build', `${name}.js`),
    ]) {
      if (existsSync(candidate)) return candidate;
    }
    if (folder === dirname(folder)) {
      throw new DarkroomError('INTERNAL', `Find bundle “${name}”: the program is not built`, {
        hint: 'Run "npm run bundle".',
      });
    }
  }
}

import { createRequire } from 'node:module';

/** Path of the Electron executable that the set-up provided, as the `electron` package names it. */
export function electronPath() {
  return createRequire(import.meta.url)('electron');
}

import { electron } from './electron.mjs';
import { sweepTemporary } from './files.mjs';
import { withSetupLock } from './lock.mjs';
import { npmModules } from './npm-modules.mjs';
import { sqlite } from './sqlite.mjs';

/** In the order in which they build on one another. */
const needs = [npmModules, electron, sqlite];

export async function setup() {
  if (needs.every((need) => need.isMet())) return;
  await withSetupLock(async () => {
    await sweepTemporary();
    for (const need of needs) if (!need.isMet()) await need.meet();
  });
}

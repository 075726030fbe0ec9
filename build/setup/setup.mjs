import { bundles } from '../vite/bundles.mjs';
import { debian } from './debian.mjs';
import { electron } from './electron.mjs';
import { sweepTemporary } from './files.mjs';
import { withSetupLock } from './lock.mjs';
import { nodeVersion } from './node-version.mjs';
import { npmModules } from './npm-modules.mjs';
import { SetupError } from './report.mjs';
import { sqlite } from './sqlite.mjs';

/** In the order in which they build on one another. */
const tools = [nodeVersion, debian, npmModules, electron, sqlite];

async function meetAll(needs) {
  if (needs.every((need) => need.isMet())) return;
  await withSetupLock(async () => {
    await sweepTemporary();
    // Asked again one by one: another set-up may just have finished, and each step can undo a later
    // one (npm removes what was put into node_modules).
    for (const need of needs) if (!need.isMet()) await need.meet();
  });
}

/** Brings everything that building, testing and running need, short of the bundles. Idempotent. */
export const setupTools = () => meetAll(tools);

/** As setupTools, and the bundles of the sources as they are. */
export const setup = () => meetAll([...tools, bundles]);

/** Runs a program's main function; what people have to do about a failure is told without a stack. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exitCode = error.exitCode ?? 1;
  }
}

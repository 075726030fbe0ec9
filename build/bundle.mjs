import { withSetupLock } from './setup/lock.mjs';
import { runMain, setupTools } from './setup/setup.mjs';
import { bundles } from './vite/bundles.mjs';

await runMain(async () => {
  await setupTools();
  await withSetupLock(() => bundles.meet());
});

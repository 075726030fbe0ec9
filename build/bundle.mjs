import { withSetupLock } from './setup/lock.mjs';
import { setup } from './setup/setup.mjs';
import { bundles } from './vite/bundles.mjs';

await setup();
await withSetupLock(() => bundles.meet());

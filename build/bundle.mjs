import { runMain, setup } from './setup/setup.mjs';

// The bundles are the last thing that set-up sees to, and only where the sources have changed.
await runMain(setup);

import { runMain, setup } from './setup/setup.mjs';

await runMain(setup);

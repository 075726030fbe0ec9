import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { requireDisplay, sandboxSwitches } from './setup/display.mjs';
import { electronPath, root } from './setup/paths.mjs';
import { runMain, setup } from './setup/setup.mjs';

/** Opens the app and lives as long as it does. */
async function start() {
  requireDisplay();
  await setup();
  const environment = { ...process.env };
  delete environment.ELECTRON_RUN_AS_NODE;
  const args = [...sandboxSwitches(), root, ...process.argv.slice(2)];
  const child = spawn(electronPath, args, {
    cwd: process.cwd(),
    env: environment,
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? code : 128 + constants.signals[signal];
  });
}

await runMain(start);

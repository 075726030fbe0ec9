import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readText } from './files.mjs';
import { nodeModules, root, runtimeFolder } from './paths.mjs';
import { progress, step } from './report.mjs';
import { run } from './run.mjs';

// Errors are shown even when set-up was started by a silent `npm run -s`.
const quietly = ['--no-fund', '--no-audit', '--ignore-scripts', '--loglevel=error'];

/** What npm wrote last, so what it says is there. */
const hiddenLock = path.join(nodeModules, '.package-lock.json');
/** There while npm is at work, and after it was interrupted. */
const marker = path.join(runtimeFolder, 'npm-at-work');

function readLock(file) {
  const text = readText(file);
  return text === undefined ? undefined : JSON.parse(text).packages;
}

const isModule = (key) => key.startsWith('node_modules/');

function wantedModules() {
  return readLock(path.join(root, 'package-lock.json')) ?? {};
}

/** Whether what npm says it installed is what the lock file names. Optional modules may be absent. */
function isMet() {
  const installed = readLock(hiddenLock);
  if (installed === undefined || existsSync(marker)) return false;
  return Object.entries(wantedModules()).every(([key, wanted]) => {
    if (!isModule(key)) return true;
    const have = installed[key];
    if (have === undefined) return wanted.optional === true;
    return have.version === wanted.version;
  });
}

function countFolders(folder) {
  if (!existsSync(folder)) return 0;
  let count = 0;
  for (const name of readdirSync(folder)) {
    if (name.startsWith('@')) count += readdirSync(path.join(folder, name)).length;
    else if (!name.startsWith('.')) count += 1;
  }
  return count;
}

async function meet() {
  const total = Object.keys(wantedModules()).filter(
    (key) => isModule(key) && key.lastIndexOf('node_modules/') === 0,
  ).length;
  // npm ci starts from nothing. Short of a whole former installation that is the only safe way:
  // npm takes a module that was cut off while it was unpacked for a whole one.
  const isWhole = existsSync(hiddenLock) && !existsSync(marker);
  step(`installing about ${total} npm modules (about 400 MB unpacked)`);
  const shown = progress('in place', 'modules');
  const timer = setInterval(() => shown.update(countFolders(nodeModules), total), 500);
  try {
    await mkdir(runtimeFolder, { recursive: true });
    await writeFile(marker, '');
    await run('npm', [isWhole ? 'install' : 'ci', ...quietly], { cwd: root });
    await rm(marker);
  } finally {
    clearInterval(timer);
    shown.end();
  }
}

export const npmModules = { name: 'npm modules', isMet, meet };

import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readText, temporaryFolder } from '../setup/files.mjs';
import { root } from '../setup/paths.mjs';
import { step } from '../setup/report.mjs';
import { nodeConfigs } from './node.mjs';
import { recordCode } from './record-code.mjs';
import { rendererConfig } from './renderer.mjs';
import { hashSources } from './sources.mjs';

const outFolder = path.join(root, '.vite');
const stampFile = path.join(outFolder, 'sources');
// Long enough for a program that started from the former bundles to load what it still may need.
const keepMs = 24 * 60 * 60 * 1000;

/** The files of the newest bundles, relative to .vite; older ones may still lie beside them. */
export const listFile = path.join(outFolder, 'files.json');

async function listFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

/** Entries name chunks, so chunks come first: whoever starts meanwhile finds a whole program. */
function chunksFirst(a, b) {
  const rank = (name) => (/chunks|assets/.test(name) ? 0 : 1);
  return rank(a) - rank(b);
}

async function publish(folder) {
  const files = (await listFiles(folder)).sort(chunksFirst);
  for (const name of files) {
    const target = path.join(outFolder, name);
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(path.join(folder, name), `${target}.tmp`);
    await rename(`${target}.tmp`, target);
  }
  const current = new Set(files);
  for (const name of await listFiles(outFolder)) {
    const file = path.join(outFolder, name);
    const isOurs = name.startsWith('build') || name.startsWith('renderer');
    if (!isOurs || current.has(name)) continue;
    if (Date.now() - (await stat(file)).mtimeMs > keepMs) await rm(file, { force: true });
  }
  await writeFile(listFile, JSON.stringify(files));
}

/** Bundles everything into .vite. Files are replaced one by one, each at once. */
export async function bundle() {
  const { build } = await import('vite');
  const hash = hashSources();
  const folder = await temporaryFolder('bundle');
  try {
    for (const config of nodeConfigs(path.join(folder, 'build'))) await build(config);
    await recordCode(path.join(folder, 'build'));
    await build(rendererConfig(path.join(folder, 'renderer')));
    await mkdir(outFolder, { recursive: true });
    await publish(folder);
    await writeFile(stampFile, hash);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const isMet = () => readText(stampFile) === hashSources();

async function meet() {
  step('bundling the app, the command line and the window');
  const startMs = Date.now();
  await bundle();
  step(`bundled in ${((Date.now() - startMs) / 1000).toFixed(1)} s`);
}

export const bundles = { name: 'bundles', isMet, meet };

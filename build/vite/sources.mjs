import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../setup/paths.mjs';

const folders = ['build/vite', 'electron', 'renderer', 'shared'];
const files = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'tsconfig.renderer.json'];
const isTest = /\.test\.tsx?$/;

function list(folder) {
  try {
    return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !isTest.test(entry.name))
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** One hash over everything that the bundles are made of, tests left out. */
export function hashSources() {
  const hash = createHash('sha256');
  for (const file of [...folders.flatMap(list), ...files].sort()) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

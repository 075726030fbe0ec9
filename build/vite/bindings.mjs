// Stands in for `bindings` in the bundles, by which better-sqlite3 looks for its native part in many
// places: in the program it lies with the package.
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

export default function bindings(name) {
  const file = path.join('node_modules', 'better-sqlite3', 'build', 'Release', name);
  let folder = __dirname;
  while (!existsSync(path.join(folder, file))) {
    if (folder === path.dirname(folder)) throw new Error(`No ${file} above ${__dirname}`);
    folder = path.dirname(folder);
  }
  const module = { exports: {} };
  process.dlopen(module, path.join(folder, file));
  return module.exports;
}

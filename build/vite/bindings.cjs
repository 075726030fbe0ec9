// Stands in for `bindings` in the bundles, by which better-sqlite3, in CommonJS, looks for its native
// part in many places: in the program it lies with the package.
const { existsSync } = require('node:fs');
const path = require('node:path');

module.exports = (name) => {
  const file = path.join('node_modules', 'better-sqlite3', 'build', 'Release', name);
  let folder = __dirname;
  while (!existsSync(path.join(folder, file))) {
    if (folder === path.dirname(folder)) throw new Error(`No ${file} above ${__dirname}`);
    folder = path.dirname(folder);
  }
  const addon = { exports: {} };
  process.dlopen(addon, path.join(folder, file));
  return addon.exports;
};

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The modules that bundling leaves out because of their native parts, and what they load. */
const nativeModules: Readonly<Record<string, RegExp>> = {
  'better-sqlite3':
    /^(package\.json|LICENSE|lib(\/.*)?|build(\/Release(\/better_sqlite3\.node)?)?)$/,
  bindings: /^(package\.json|LICENSE\.md|bindings\.js)$/,
  'file-uri-to-path': /^(package\.json|LICENSE|index\.js)$/,
  koffi: /^(package\.json|LICENSE\.txt|src(\/koffi(\/src)?)?|(src\/koffi\/(src\/)?)?[a-z]+\.c?js)$/,
  '@lydell/node-pty': /^(package\.json|LICENSE|[a-zA-Z0-9_]+\.js|(shared|worker)(\/.*)?)$/,
};
const platformModules = ['@koromix/koffi-', '@lydell/node-pty-'];

function isNativeModuleFile(file: string, platform: string, arch: string): boolean {
  const wanted = platformModules.map((prefix) => `${prefix}${platform}-${arch}`);
  if (wanted.some((name) => isWithin(file, name))) return true;
  return Object.entries(nativeModules).some(
    ([name, files]) =>
      isAbove(file, name) ||
      (file.startsWith(`${name}/`) && files.test(file.slice(name.length + 1))),
  );
}

const isWithin = (file: string, folder: string): boolean =>
  isAbove(file, folder) || file.startsWith(`${folder}/`);
const isAbove = (file: string, target: string): boolean =>
  file === target || target.startsWith(`${file}/`);

/**
 * Whether a path of the tree, with `/` at its start as the packager gives it, stays out of the
 * package: everything but the manifest, the bundles of this moment and the native modules.
 */
export function ignoreForPackage(root: string, platform: string, arch: string) {
  const list = path.join(root, '.vite', 'files.json');
  const bundled = (existsSync(list) ? readStrings(list) : []).map((name) => `.vite/${name}`);
  return (given: string): boolean => {
    const file = given.replace(/\\/g, '/').replace(/^\//, '');
    if (file === '' || file === 'package.json' || file === 'node_modules') return false;
    if (file.startsWith('node_modules/')) {
      return !isNativeModuleFile(file.slice('node_modules/'.length), platform, arch);
    }
    return !bundled.some((name) => isAbove(file, name));
  };
}

function readStrings(file: string): ReadonlyArray<string> {
  return JSON.parse(readFileSync(file, 'utf8')) as ReadonlyArray<string>;
}

import { posix } from 'node:path';
import {
  childrenOf,
  isAdded,
  listed,
  nothing,
  quote,
  runAll,
  type DraftInput,
  type DraftPart,
} from '../draft-part';
import type { ImageFiles } from '../image-files';

const globalFolder = /^(usr\/local\/lib|usr\/lib|opt\/[^/]+\/lib)\/node_modules$/;

interface Installed {
  readonly name: string;
  readonly version: string;
}

/** Node packages: global ones by name, a project's by its lock file. */
export async function draftNpm(input: DraftInput): Promise<DraftPart> {
  const { before, after, changes } = input;
  const folders = new Set<string>();
  for (const { path } of changes.filter(isAdded)) {
    const at = path.indexOf('/node_modules/');
    if (at !== -1) folders.add(path.slice(1, at + '/node_modules'.length));
  }
  const globals: Installed[] = [];
  const roots: string[] = [];
  const commands: string[] = [];
  const needs: string[] = [];
  for (const folder of folders) {
    if (globalFolder.test(folder)) {
      const found = await addedIn(before, after, folder);
      globals.push(...found);
      roots.push(...found.map(({ name }) => `/${folder}/${name}`));
      continue;
    }
    const project = posix.dirname(folder);
    const lock = `${project}/package-lock.json`;
    if (after.node(`${project}/package.json`) === null || after.node(lock) === null) continue;
    roots.push(`/${folder}`);
    needs.push(`/${project}/package.json`, `/${lock}`);
    const flags = (await skipsDevelopment(after, folder, lock)) ? ' --omit=dev' : '';
    commands.push(`cd ${quote(`/${project}`)} && npm ci${flags}`);
  }
  if (globals.length > 0) {
    const words = globals.map(({ name, version }) => `${name}@${version}`).sort();
    commands.unshift(listed('npm install -g', words));
  }
  if (commands.length === 0) return nothing;
  return {
    needs,
    instructions: commands.map((command) => runAll([command])),
    packages: globals.map((one) => ({ manager: 'npm', ...one })),
    notes: [],
    covers: (path) =>
      roots.some((root) => path === root || path.startsWith(`${root}/`)) ||
      leadsInto(after, path, roots),
  };
}

async function addedIn(
  before: ImageFiles,
  after: ImageFiles,
  folder: string,
): Promise<ReadonlyArray<Installed>> {
  const names = childrenOf(after, folder).flatMap((name) =>
    name.startsWith('@')
      ? childrenOf(after, `${folder}/${name}`).map((inner) => `${name}/${inner}`)
      : [name],
  );
  const found: Installed[] = [];
  for (const name of names) {
    const path = `${folder}/${name}/package.json`;
    if (before.node(path) !== null) continue;
    const version = versionIn(await after.text(path));
    if (version !== null) found.push({ name, version });
  }
  return found;
}

function versionIn(text: string | null): string | null {
  try {
    const { version } = JSON.parse(text ?? '') as { version?: unknown };
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}

/** A package for development stands in the lock but was not installed. */
async function skipsDevelopment(files: ImageFiles, folder: string, lock: string): Promise<boolean> {
  try {
    const { packages = {} } = JSON.parse((await files.text(lock)) ?? '{}') as {
      packages?: Record<string, { dev?: boolean }>;
    };
    const project = posix.dirname(folder);
    return Object.entries(packages).some(
      ([path, one]) => one.dev === true && path !== '' && files.node(`${project}/${path}`) === null,
    );
  } catch {
    return false;
  }
}

/** A command's link that leads into one of the packages. */
function leadsInto(files: ImageFiles, path: string, roots: ReadonlyArray<string>): boolean {
  const link = files.node(path.slice(1))?.link;
  if (link === undefined) return false;
  const target = posix.resolve(posix.dirname(path), link);
  return roots.some((root) => target.startsWith(`${root}/`));
}

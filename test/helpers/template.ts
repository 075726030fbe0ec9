import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { testCacheFolder } from './cache-folder';
import { withFolderLock } from './folder-lock';
import { isInstalled, runOk } from './run';

export interface Template {
  /** The same root file system three ways; `tar` is what the other two decompress to. */
  readonly tar: string;
  readonly gzip: string;
  readonly distribution: string;
}

/** Why a template cannot be made here; null when it can, or when it is in the cache. */
export async function templateObstacle(): Promise<string | null> {
  if (existsSync(pathsIn(testCacheFolder()).gzip)) return null;
  if (process.getuid?.() !== 0) return 'debootstrap needs root';
  return (await isInstalled('debootstrap')) ? null : 'debootstrap is not installed';
}

/**
 * A real template: Debian 12 minbase made by debootstrap, packed with numeric owners. Made once and
 * kept in the cache folder; takes a few minutes the first time.
 */
export function debianTemplate(): Promise<Template> {
  const folder = testCacheFolder();
  return withFolderLock(join(folder, 'template.lock'), async () => {
    const paths = pathsIn(folder);
    if (!existsSync(paths.gzip) || !existsSync(paths.tar)) await makeTemplate(paths);
    return { ...paths, distribution: 'Debian GNU/Linux 12 (bookworm)' };
  });
}

function pathsIn(folder: string): { readonly tar: string; readonly gzip: string } {
  return {
    tar: join(folder, 'debian-12-minbase.tar'),
    gzip: join(folder, 'debian-12-minbase.tar.gz'),
  };
}

async function makeTemplate(paths: { readonly tar: string; readonly gzip: string }): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'darkroom-template-'));
  try {
    const rootfs = join(work, 'rootfs');
    await runOk('debootstrap', ['--variant=minbase', 'bookworm', rootfs, await debianMirror()], {
      timeoutMs: 900_000,
    });
    await rm(join(rootfs, 'var/cache/apt/archives'), { recursive: true, force: true });
    await runOk('tar', [
      '--numeric-owner',
      '--xattrs',
      '-C',
      rootfs,
      '-cf',
      `${paths.tar}.new`,
      '.',
    ]);
    await runOk('sh', [
      '-c',
      'gzip -6 -n < "$1" > "$2"',
      'sh',
      `${paths.tar}.new`,
      `${paths.gzip}.new`,
    ]);
    for (const path of [paths.tar, paths.gzip]) {
      await chmod(`${path}.new`, 0o644);
      await rename(`${path}.new`, path);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The Debian mirror this machine already uses, so that the test needs no other host. */
export async function debianMirror(): Promise<string> {
  const folder = '/etc/apt/sources.list.d';
  const lists = existsSync(folder) ? (await readdir(folder)).map((name) => join(folder, name)) : [];
  for (const list of [...lists, '/etc/apt/sources.list']) {
    if (!existsSync(list)) continue;
    const text = await readFile(list, 'utf8');
    const found =
      /^URIs:\s*(\S*debian\/?)\s*$/mu.exec(text) ??
      /^deb\s+(?:\[[^\]]*\]\s+)?(\S*debian\/?)\s/mu.exec(text);
    if (found?.[1] !== undefined) return found[1];
  }
  return 'http://deb.debian.org/debian';
}

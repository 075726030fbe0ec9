import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildHarness } from './build-harness';

export const busybox = '/bin/busybox';

/** Imports a small root file system of busybox as `base:1`. */
export async function addBusyboxBase(harness: BuildHarness): Promise<void> {
  const root = join(harness.folder, 'root');
  for (const folder of ['bin', 'etc', 'tmp', 'proc', 'sys', 'dev'])
    mkdirSync(join(root, folder), { recursive: true });
  execFileSync('cp', [busybox, join(root, 'bin/busybox')]);
  for (const name of ['sh', 'cat', 'echo', 'sleep', 'touch', 'true', 'date', 'wc']) {
    execFileSync('ln', ['-s', 'busybox', join(root, 'bin', name)]);
  }
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\n');
  const tar = join(harness.folder, 'base.tar');
  execFileSync('tar', ['--owner=0', '--group=0', '-C', root, '-cf', tar, '.']);
  await harness.addImage(tar, ['base:1']);
}

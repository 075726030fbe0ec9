import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const programs = ['/bin/busybox', '/usr/bin/busybox'];

/** A busybox that needs no library; null where there is none. */
export function staticBusybox(): string | null {
  const found = programs.find((path) => existsSync(path));
  if (found === undefined) return null;
  try {
    const needs = execFileSync('sh', ['-c', `ldd ${found} 2>&1 || true`], { encoding: 'utf8' });
    return /not a dynamic|statically linked/.test(needs) ? found : null;
  } catch {
    return null;
  }
}

/** Packs a small root file system of busybox, its applets and a folder to serve, as `path`. */
export async function busyboxTemplate(folder: string, path: string): Promise<void> {
  const busybox = staticBusybox();
  if (busybox === null) throw new Error('busybox-static is not installed');
  const root = join(folder, 'busybox-root');
  for (const name of ['bin', 'etc', 'tmp', 'root', 'www', 'var/www']) {
    await mkdir(join(root, name), { recursive: true });
  }
  await copyFile(busybox, join(root, 'bin', 'busybox'));
  const applets = execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n');
  for (const applet of applets.filter((name) => name !== 'busybox')) {
    await symlink('busybox', join(root, 'bin', applet));
  }
  await writeFile(
    join(root, 'etc', 'passwd'),
    'root:x:0:0:root:/root:/bin/sh\nwww:x:82:82::/www:/bin/sh\n',
  );
  await writeFile(join(root, 'etc', 'group'), 'root:x:0:\nwww:x:82:\n');
  await writeFile(join(root, 'www', 'index.html'), 'served from inside\n');
  await chmod(join(root, 'tmp'), 0o1777);
  execFileSync('tar', ['--numeric-owner', '--owner=0', '--group=0', '-C', root, '-cf', path, '.']);
}

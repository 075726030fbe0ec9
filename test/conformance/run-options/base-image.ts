import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, runOk } from '../../helpers/run';

const busybox = '/bin/busybox';

/** Why the image cannot be made here; null when it can. */
export async function baseObstacle(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'a root file system with several owners needs root';
  if (!existsSync(busybox)) return 'busybox-static is not installed';
  const libraries = await run('ldd', [busybox]);
  return libraries.exitCode === 0 ? 'busybox is not static' : null;
}

const passwd = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
app:x:1000:1000:app:/home/app:/bin/sh
`;
const group = `root:x:0:
daemon:x:1:
audio:x:29:app
staff:x:50:
app:x:1000:
`;

/** A small root file system as a tar: busybox, two users, and a folder of the second's with content. */
export async function writeBase(tar: string): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'darkroom-base-'));
  try {
    for (const folder of ['bin', 'dev', 'etc', 'home/app', 'proc', 'root', 'sys', 'tmp', 'data']) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    copyFileSync(busybox, join(root, 'bin/busybox'));
    chmodSync(join(root, 'bin/busybox'), 0o755);
    await runOk('chroot', [root, '/bin/busybox', '--install', '-s', '/bin']);
    writeFileSync(join(root, 'etc/passwd'), passwd);
    writeFileSync(join(root, 'etc/group'), group);
    writeFileSync(join(root, 'data/seed'), 'from the image\n');
    writeFileSync(join(root, 'notexec'), '#!/bin/sh\n', { mode: 0o644 });
    chmodSync(join(root, 'tmp'), 0o1777);
    chmodSync(join(root, 'data'), 0o750);
    await runOk('chown', ['-R', '1000:50', join(root, 'data')]);
    await runOk('tar', ['--numeric-owner', '--sort=name', '-C', root, '-cf', tar, '.']);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** What the second image has beside the first: everything that options of `run` can replace. */
export const richChanges: ReadonlyArray<string> = [
  'ENV FROM_IMAGE=yes KEEP=1',
  'USER app',
  'WORKDIR /home/app',
  'ENTRYPOINT ["/bin/sh", "-c"]',
  'CMD ["echo default"]',
  'LABEL maker=image both=image',
  'EXPOSE 80 53/udp',
  'VOLUME /data',
  'STOPSIGNAL SIGUSR1',
  'HEALTHCHECK --interval=7s --retries=4 CMD true',
];

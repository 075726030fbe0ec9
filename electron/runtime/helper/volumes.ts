import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import { run } from './exec-file';
import { resolveInRoot } from './root-path';

/** Makes an anonymous volume with what the image has at its mount point, as Docker does. */
export async function fillVolume(root: string, target: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true, mode: 0o711 });
  const source = resolveInRoot(root, target);
  if (source === null || !existsSync(source)) {
    await mkdir(folder, { mode: 0o755 });
    return;
  }
  const partial = `${folder}.tmp`;
  await rm(partial, { recursive: true, force: true });
  const { code, stderr } = await run('cp', ['-a', '-T', '--', source, partial]);
  if (code !== 0) {
    throw new DarkroomError(
      'CONTAINER_START_FAILED',
      `Fill the volume ${target}: ${stderr.trim()}`,
    );
  }
  await rename(partial, folder);
}

import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';

import type { BuildSave } from '../../shared/model/build-page';
import { writeFileAtomically } from '../base/atomic-file';

/**
 * Writes a Dockerfile in place of what has the digest `expected` (null: of no file), or answers what is
 * there instead and writes nothing; `any` writes in any case. A link stays one; mode bits and owner stay.
 */
export async function saveDockerfile(
  path: string,
  text: string,
  expected: string | null | 'any',
): Promise<BuildSave> {
  const target = await realpath(path).catch(() => path);
  const before = await readIfThere(target);
  const digest = before === null ? null : digestOf(before);
  const bytes = Buffer.from(text, 'utf8');
  // The same text needs no decision, whoever wrote it.
  const isSame = before !== null && before.equals(bytes);
  if (expected !== 'any' && digest !== expected && !isSame) {
    return { kind: 'conflict', text: before?.toString('utf8') ?? '', digest };
  }
  if (!isSame) {
    const { mode, uid, gid } = (await stat(target).catch(() => null)) ?? {};
    await writeFileAtomically(target, async (file) => {
      if (mode !== undefined) await file.chmod(mode & 0o7777);
      const isOthers = uid !== undefined && gid !== undefined && uid !== process.getuid?.();
      // Only root can, and only root can have written into somebody else's folder unasked.
      if (isOthers) await file.chown(uid, gid).catch(() => undefined);
      await file.writeFile(bytes);
    });
  }
  return { kind: 'saved', dockerfilePath: path, digest: digestOf(bytes) };
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

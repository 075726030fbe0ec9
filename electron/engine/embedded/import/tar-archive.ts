import { open } from 'node:fs/promises';
import { detectCompression, magicBytes } from '../../../oci/layer/compression';
import { looksLikeTar } from '../../../oci/layer/content-kind';
import type { WorkContext } from '../../engine';
import { stageArchive } from './archive-staging';
import type { OpenedSource } from './archive-source';
import type { ArchiveDeps } from './deps';
import { TarImageArchive, type ImageArchive } from './image-archive';

/**
 * Hands the archive in a source to `use`. A file that is not compressed is listed, so that only the
 * layers the store lacks are read; what is compressed or a stream is read to its end first, its layers
 * staged. `hold` keeps from garbage collection what the store has already.
 */
export async function withTarArchive<T>(
  deps: ArchiveDeps,
  opened: OpenedSource,
  hold: (digest: string) => void,
  work: WorkContext,
  use: (archive: ImageArchive) => Promise<T>,
): Promise<T> {
  const { source } = opened;
  if (source.kind === 'file' && (await isPlainTar(source.path))) {
    const { signal } = work;
    const { members } = await deps.workers.run('list-archive', { path: source.path }, { signal });
    return use(new TarImageArchive(source.path, members));
  }
  const archive = await stageArchive(deps, opened, hold, work);
  try {
    return await use(archive);
  } finally {
    await archive.dispose();
  }
}

async function isPlainTar(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(magicBytes);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const start = head.subarray(0, bytesRead);
    return detectCompression(start) === 'none' && looksLikeTar(start);
  } finally {
    await file.close();
  }
}

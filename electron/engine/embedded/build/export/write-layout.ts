import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { throwIfAborted } from '../../../../base/abort';
import { writeFileAtomically } from '../../../../base/atomic-file';
import type { Descriptor } from '../../../../oci/descriptor';
import { encodeImageIndex, parseImageIndex } from '../../../../oci/image-index';
import { refNameAnnotation } from '../../../../oci/media-types';
import type { WorkContext } from '../../../engine';
import type { PlannedMember } from '../../import/save-plan';

const indexName = 'index.json';

/**
 * Writes an archive's members as a folder: an OCI image layout (image-spec v1.1 "image-layout.md"). What
 * the layout has already stays, but for entries of index.json with a name that is given anew.
 */
export async function writeLayout(
  folder: string,
  members: ReadonlyArray<PlannedMember>,
  { signal }: Pick<WorkContext, 'signal'>,
): Promise<void> {
  for (const { path, content, sizeBytes } of members) {
    throwIfAborted(signal);
    const target = join(folder, path);
    if (content.kind === 'folder') await mkdir(target, { recursive: true });
    else if (content.kind === 'file') await copyBlob(content.path, target, sizeBytes, signal);
    else {
      await mkdir(dirname(target), { recursive: true });
      const bytes = path === indexName ? await mergedIndex(target, content.bytes) : content.bytes;
      await writeFileAtomically(target, (file) => file.writeFile(bytes));
    }
  }
}

/** Named by its digest: one of the same size is the same. */
async function copyBlob(
  source: string,
  target: string,
  sizeBytes: number,
  signal: AbortSignal,
): Promise<void> {
  if ((await stat(target).catch(() => null))?.size === sizeBytes) return;
  await writeFileAtomically(target, async (_, temporary) => {
    const from = createReadStream(source, { highWaterMark: 1 << 20 });
    await pipeline(from, createWriteStream(temporary, { flags: 'r+' }), { signal });
  });
}

async function mergedIndex(path: string, added: Buffer): Promise<Buffer> {
  const present = await readFile(path).catch(() => null);
  if (present === null) return added;
  const { manifests } = parseImageIndex(added);
  const names = new Set(manifests.map(nameOf));
  const kept = parseImageIndex(present).manifests.filter((item) => !names.has(nameOf(item)));
  return encodeImageIndex([...kept, ...manifests]);
}

/** Entries without a name are told apart by what they are. */
function nameOf({ annotations, digest }: Descriptor): string {
  return annotations?.['io.containerd.image.name'] ?? annotations?.[refNameAnnotation] ?? digest;
}

import type { TreeNode } from '../../../../shared/model/layer';
import type { VolumeChange } from '../../../../shared/model/snapshot';
import type { FindCopy } from '../containers/container-files';
import type { ReadVolume } from '../../foreign-snapshots';
import type { LocalParts } from '../local-parts';
import type { PartRequest, VolumeRequest } from './difference-parts';
import { readContainer, type ImageCopy } from './read-container';

/** A look at a volume stops here: it tells at least what it found until then. */
const lookLimitBytes = 256 << 20;

/** A volume to be looked at; `isSearched`: for secrets as well. */
export function look(isSearched: boolean) {
  return ({ target }: { readonly target: string }): VolumeRequest => ({
    target,
    isIn: isSearched,
    hides: false,
    limitBytes: lookLimitBytes,
  });
}

/** Volumes with data that the image does not have. */
export async function changedVolumes(
  parts: { readonly local: LocalParts; readonly copyOf: FindCopy },
  request: PartRequest,
  imageId: string,
  volumes: ReadonlyArray<{ readonly target: string }>,
): Promise<ReadonlyArray<VolumeChange>> {
  if (volumes.length === 0) return [];
  const reading = { changes: [], exclude: [], volumes: volumes.map(look(false)) };
  const found = await readContainer(parts.local.snapshots, request, reading);
  const image = await parts.copyOf(imageId);
  const changes = await Promise.all(found.volumes.map((volume) => changesOfVolume(image, volume)));
  return changes.filter(({ changedCount }) => changedCount > 0);
}

/** Compares a volume with what the image has at its place, as far as a tree of the image tells. */
async function changesOfVolume(
  image: ImageCopy,
  { target, entries }: ReadVolume,
): Promise<VolumeChange> {
  const before = await imageFiles(image, target);
  let changedCount = 0;
  let changedBytes = 0;
  let sizeBytes = 0;
  for (const entry of entries) {
    if (entry.path === target) continue;
    sizeBytes += entry.sizeBytes;
    const known = before.get(entry.path);
    before.delete(entry.path);
    const isFolder = entry.kind === 'directory';
    const isKept =
      known !== undefined &&
      (known.kind === 'directory') === isFolder &&
      known.mode === entry.mode &&
      known.uid === entry.uid &&
      known.gid === entry.gid &&
      (isFolder ||
        // A hard link's own size is that of the file it names.
        ((entry.kind === 'hardlink' || known.sizeBytes === entry.sizeBytes) &&
          known.mtimeSeconds === entry.mtimeSeconds));
    if (isKept) continue;
    changedCount += 1;
    changedBytes += entry.sizeBytes;
  }
  return {
    target: `/${target}`,
    changedCount: changedCount + before.size,
    changedBytes,
    sizeBytes,
  };
}

/** Everything below a folder of the image, by path. */
async function imageFiles(image: ImageCopy, target: string): Promise<Map<string, TreeNode>> {
  const files = new Map<string, TreeNode>();
  const folders = [target];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    // The image need not have the folder that a volume is mounted at.
    const nodes = await image.mirror.tree(image.id, null, folder).catch(() => []);
    for (const node of nodes) {
      files.set(node.path, node);
      if (node.kind === 'directory') folders.push(node.path);
    }
  }
  return files;
}

export async function hasFiles(image: ImageCopy, target: string): Promise<boolean> {
  return (await image.mirror.tree(image.id, null, target).catch(() => [])).length > 0;
}

import type { ImageConfig } from '../../../../shared/model/image';
import type { ImportResult } from '../../../../shared/model/import';
import { parseConfig } from '../../../oci/config';
import type { WorkContext } from '../../engine';
import { openImportSource, streamSource, type OpenedSource } from './archive-source';
import { ArchiveLayers } from './archive-layers';
import { readArchivedImages, type ArchivedImage } from './archived-image';
import type { ArchiveDeps } from './deps';
import { FolderImageArchive, notAnImage, type ImageArchive } from './image-archive';
import { isFolder } from './oci-folder';
import { withDiffIds } from './legacy-archive';
import { withTarArchive } from './tar-archive';

/**
 * `docker load`: docker archives (old and new layout) and OCI layouts, as a file (compressed or not),
 * a folder or a stream. Ids stay what they were; every digest is checked. Nothing is added unless all
 * of it is sound. A stream or compressed file is read once, its layers staged as they come.
 */
export async function loadArchive(
  deps: ArchiveDeps,
  source: string | NodeJS.ReadableStream,
  work: WorkContext,
  names: ReadonlyArray<string> = [],
): Promise<ImportResult> {
  if (typeof source !== 'string') {
    const opened = { source: streamSource(source), totalBytes: null, label: 'standard input' };
    return loadSource(deps, opened, work, names);
  }
  if (await isFolder(source)) {
    const lease = deps.store.lease([]);
    const archive = new FolderImageArchive(source);
    return addImages(deps, archive, lease.add, source, work, names).finally(() => lease.dispose());
  }
  return loadSource(deps, await openImportSource(source, undefined, work.signal), work, names);
}

/** Loads what was already opened. `names`: given to the image when it is the only one. */
export async function loadSource(
  deps: ArchiveDeps,
  opened: OpenedSource,
  work: WorkContext,
  names: ReadonlyArray<string>,
): Promise<ImportResult> {
  const lease = deps.store.lease([]);
  try {
    return await withTarArchive(deps, opened, lease.add, work, (archive) =>
      addImages(deps, archive, lease.add, opened.label, work, names),
    );
  } finally {
    lease.dispose();
  }
}

async function addImages(
  deps: ArchiveDeps,
  archive: ImageArchive,
  hold: (digest: string) => void,
  label: string,
  work: WorkContext,
  names: ReadonlyArray<string>,
): Promise<ImportResult> {
  const images = await readArchivedImages(archive);
  const layers = new ArchiveLayers(deps, archive, hold, work);
  try {
    const complete: ArchivedImage[] = [];
    await layers.measure(images);
    for (const image of images) complete.push(await readImageLayers(layers, image));
    await layers.commit();
    const ids: string[] = [];
    const given: string[] = [];
    for (const image of complete) {
      const all = complete.length === 1 ? [...new Set([...image.names, ...names])] : image.names;
      const { summary } = await deps.store.images.add(
        {
          config: parseConfig(image.configBytes),
          configBytes: image.configBytes,
          origin: 'load',
          originDetail: label,
          ...(image.annotations === undefined ? {} : { annotations: image.annotations }),
        },
        all,
      );
      ids.push(summary.id);
      given.push(...all);
    }
    return { imageIds: ids, names: given, loaded: true };
  } finally {
    await layers.dispose();
  }
}

/**
 * Brings the layers of one image of an archive into the store without making an image of it; `hold` keeps
 * them from garbage collection. Answers its config.
 */
export async function readArchivedConfig(
  deps: ArchiveDeps,
  archive: ImageArchive,
  hold: (digest: string) => void,
  work: WorkContext,
): Promise<ImageConfig> {
  const [image] = await readArchivedImages(archive);
  if (image === undefined) throw notAnImage('it lists no image');
  const layers = new ArchiveLayers(deps, archive, hold, work);
  try {
    const config = parseConfig((await readImageLayers(layers, image)).configBytes);
    await layers.commit();
    return config;
  } finally {
    await layers.dispose();
  }
}

/** Reads the layers the store lacks and holds them against the config. */
async function readImageLayers(
  layers: ArchiveLayers,
  image: ArchivedImage,
): Promise<ArchivedImage> {
  const diffIds = parseConfig(image.configBytes).rootfs.diff_ids;
  if (image.lacksDiffIds === true) {
    const found: string[] = [];
    for (const path of image.layerPaths) found.push(await layers.read(path, null));
    return withDiffIds(image, found);
  }
  if (diffIds.length !== image.layerPaths.length) {
    throw notAnImage(
      `an image has ${image.layerPaths.length} layers, but its config names ${diffIds.length}`,
    );
  }
  for (const [index, path] of image.layerPaths.entries())
    await layers.read(path, diffIds[index] ?? null);
  return image;
}

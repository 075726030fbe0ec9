import { DarkroomError } from '../../../../shared/errors';
import type { ImageConfig } from '../../../../shared/model/image';
import type { ImportResult } from '../../../../shared/model/import';
import { throwIfAborted } from '../../../base/abort';
import { parseConfig } from '../../../oci/config';
import { decodeEntryBatches } from '../../../oci/layer/entry-batches';
import type { WorkContext } from '../../engine';
import { openImportSource, streamSource, type OpenedSource } from './archive-source';
import { readArchivedImages, type ArchivedImage } from './archived-image';
import type { ArchiveDeps } from './deps';
import { FolderImageArchive, notAnImage, type ImageArchive } from './image-archive';
import { isFolder } from './oci-folder';
import { withDiffIds } from './legacy-archive';
import { readLayer, type LayerRead } from './read-layer';
import { withTarArchive } from './tar-archive';

/**
 * `docker load`: docker archives (old and new layout) and OCI layouts, as a file (compressed or not),
 * a folder or a stream. Ids stay what they were; every digest is checked. Nothing is added unless all
 * of it is sound. A stream or compressed file is first put down in the store's tmp folder.
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
  if (await isFolder(source))
    return addImages(deps, new FolderImageArchive(source), source, work, names);
  return loadSource(deps, await openImportSource(source, undefined, work.signal), work, names);
}

/** Loads what was already opened. `names`: given to the image when it is the only one. */
export async function loadSource(
  deps: ArchiveDeps,
  opened: OpenedSource,
  work: WorkContext,
  names: ReadonlyArray<string>,
): Promise<ImportResult> {
  return withTarArchive(deps, opened, work, (archive) =>
    addImages(deps, archive, opened.label, work, names),
  );
}

async function addImages(
  deps: ArchiveDeps,
  archive: ImageArchive,
  label: string,
  work: WorkContext,
  names: ReadonlyArray<string>,
): Promise<ImportResult> {
  const images = await readArchivedImages(archive);
  const lease = deps.store.lease([]);
  const layers = new ArchiveLayers(deps, archive, work);
  try {
    const complete: ArchivedImage[] = [];
    await layers.measure(images);
    for (const image of images) complete.push(await readImageLayers(layers, image));
    await layers.commit((digest) => lease.add(digest));
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
    lease.dispose();
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
  const layers = new ArchiveLayers(deps, archive, work);
  try {
    const config = parseConfig((await readImageLayers(layers, image)).configBytes);
    for (const diffId of config.rootfs.diff_ids) hold(diffId);
    await layers.commit(hold);
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

/** The layers of one archive: each is read once, staged, and committed when all are there. */
class ArchiveLayers {
  private readonly diffIds = new Map<string, string>();
  private readonly staged: LayerRead[] = [];
  private doneBytes = 0;
  private totalBytes = 0;

  constructor(
    private readonly deps: ArchiveDeps,
    private readonly archive: ImageArchive,
    private readonly work: WorkContext,
  ) {}

  async measure(images: ReadonlyArray<ArchivedImage>): Promise<void> {
    for (const path of new Set(images.flatMap(({ layerPaths }) => layerPaths))) {
      this.totalBytes += (await this.archive.layer(path)).sizeBytes;
    }
  }

  /** The layer's diffID. DIGEST_MISMATCH when it is not the expected one. */
  async read(path: string, expected: string | null): Promise<string> {
    throwIfAborted(this.work.signal);
    const known = this.diffIds.get(path);
    if (known !== undefined) return checked(path, known, expected);
    const { source, sizeBytes } = await this.archive.layer(path);
    const hasIt =
      expected !== null && (this.deps.store.layers.has(expected) || this.isStaged(expected));
    const diffId = hasIt ? expected : await this.readNew(path, source, expected);
    this.diffIds.set(path, diffId);
    this.doneBytes += sizeBytes;
    this.report(0);
    return diffId;
  }

  async commit(onCommit: (digest: string) => void): Promise<void> {
    for (const { staged, blob, batches } of this.staged) {
      if (blob === null) continue;
      onCommit(blob.diffId);
      await staged.commit(blob.diffId, blob.sizeBytes);
      await this.deps.store.layers.put(blob.diffId, blob.sizeBytes, decodeEntryBatches(batches));
    }
  }

  async dispose(): Promise<void> {
    for (const { staged } of this.staged) await staged.discard();
  }

  private async readNew(
    path: string,
    source: Awaited<ReturnType<ImageArchive['layer']>>['source'],
    expected: string | null,
  ): Promise<string> {
    const read = await readLayer(this.deps, {
      source,
      mode: 'layer',
      signal: this.work.signal,
      onProgress: (bytes) => this.report(bytes),
    });
    this.staged.push(read);
    if (read.blob === null) throw notAnImage(`layer “${path}” is empty`);
    return checked(path, read.blob.diffId, expected);
  }

  private isStaged(diffId: string): boolean {
    return this.staged.some(({ blob }) => blob?.diffId === diffId);
  }

  private report(bytes: number): void {
    const done = Math.min(this.doneBytes + bytes, this.totalBytes);
    this.work.progress({ done, total: this.totalBytes, unit: 'bytes', label: '' });
  }
}

function checked(path: string, actual: string, expected: string | null): string {
  if (expected === null || actual === expected) return actual;
  throw new DarkroomError(
    'DIGEST_MISMATCH',
    `Read image archive: layer “${path}” has digest ${actual}, its config says ${expected}`,
    { data: { expected, actual } },
  );
}

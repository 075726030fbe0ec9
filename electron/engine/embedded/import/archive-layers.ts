import { DarkroomError } from '../../../../shared/errors';
import { throwIfAborted } from '../../../base/abort';
import { decodeEntryBatches } from '../../../oci/layer/entry-batches';
import type { WorkContext } from '../../engine';
import type { ArchivedImage } from './archived-image';
import type { ArchiveSource } from './archive-source';
import type { ArchiveDeps } from './deps';
import { notAnImage, type ImageArchive, type LayerContent } from './image-archive';
import { readLayer, type LayerRead } from './read-layer';

/** The layers of one archive: each is read once, staged, and committed when all are there. */
export class ArchiveLayers {
  private readonly diffIds = new Map<string, string>();
  private readonly staged = new Set<LayerRead>();
  private doneBytes = 0;
  private totalBytes = 0;

  constructor(
    private readonly deps: ArchiveDeps,
    private readonly archive: ImageArchive,
    private readonly hold: (digest: string) => void,
    private readonly work: WorkContext,
  ) {}

  async measure(images: ReadonlyArray<ArchivedImage>): Promise<void> {
    for (const path of new Set(images.flatMap(({ layerPaths }) => layerPaths))) {
      const { content, sizeBytes } = await this.archive.layer(path);
      if (content.kind === 'file') this.totalBytes += sizeBytes;
    }
  }

  /** The layer's diffID. DIGEST_MISMATCH when it is not the expected one. */
  async read(path: string, expected: string | null): Promise<string> {
    throwIfAborted(this.work.signal);
    const known = this.diffIds.get(path);
    if (known !== undefined) return checked(path, known, expected);
    const { content, sizeBytes } = await this.archive.layer(path);
    const hasIt = expected !== null && this.has(expected);
    const diffId = hasIt ? expected : await this.readNew(path, content);
    this.diffIds.set(path, diffId);
    if (content.kind === 'file') this.report((this.doneBytes += sizeBytes));
    return checked(path, diffId, expected);
  }

  async commit(): Promise<void> {
    for (const { staged, blob, batches } of this.staged) {
      if (blob === null) continue;
      this.hold(blob.diffId);
      await staged.commit(blob.diffId, blob.sizeBytes);
      await this.deps.store.layers.put(blob.diffId, blob.sizeBytes, decodeEntryBatches(batches));
    }
  }

  async dispose(): Promise<void> {
    for (const { staged } of this.staged) await staged.discard();
  }

  private async readNew(path: string, content: LayerContent): Promise<string> {
    if (content.kind === 'known') return content.diffId;
    if (content.kind === 'unfit') throw content.error;
    const read = content.kind === 'staged' ? content.read : await this.readFile(content);
    this.staged.add(read);
    if (read.blob === null) throw notAnImage(`layer “${path}” is empty`);
    return read.blob.diffId;
  }

  private readFile(source: ArchiveSource): Promise<LayerRead> {
    const { signal } = this.work;
    const onProgress = (bytes: number): void => this.report(this.doneBytes + bytes);
    return readLayer(this.deps, { source, mode: 'layer', signal, onProgress });
  }

  /** In the store, where it is held from now on, or about to be. */
  private has(diffId: string): boolean {
    if ([...this.staged].some(({ blob }) => blob?.diffId === diffId)) return true;
    if (!this.deps.store.layers.has(diffId)) return false;
    this.hold(diffId);
    return true;
  }

  private report(bytes: number): void {
    const done = Math.min(bytes, this.totalBytes);
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

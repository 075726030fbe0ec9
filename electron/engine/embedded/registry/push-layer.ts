import { isCancelled } from '../../../../shared/errors';
import type { Descriptor } from '../../../oci/descriptor';
import type { Repository } from '../../../registry/repository';
import { copyBlob } from '../../../registry/transfer/copy';
import { mountBlob, uploadBlob } from '../../../registry/transfer/upload';
import type { WorkContext } from '../../engine';
import type { ByteProgress } from './byte-progress';
import { compressedLayer } from './compressed-layer';
import { compressionOf } from './pull-image';
import type { TransferParts } from './transfer-parts';

export type Compression = 'none' | 'gzip' | 'zstd';

/** Brings layers into one repository in the cheapest way there is. */
export class LayerPusher {
  constructor(
    private readonly parts: TransferParts,
    private readonly repository: Repository,
    private readonly what: string,
    private readonly progress: ByteProgress,
    private readonly work: WorkContext,
  ) {}

  /** A layer in a form that the store can make. */
  async push(
    diffId: string,
    compression: Compression,
    signal: AbortSignal,
  ): Promise<{ readonly digest: string; readonly sizeBytes: number }> {
    const { distribution } = this.parts.store;
    const known = distribution
      .layerBlobs(diffId)
      .filter((blob) => blob.compression === compression);
    for (const blob of known) {
      if (await this.isThere(blob.digest, signal)) return blob;
    }
    return this.make(diffId, compression, null, signal);
  }

  /**
   * A layer in the very form a manifest names. False when it cannot be had: it is not in the registry,
   * the store makes other bytes of it now, and where it came from does not give it any more.
   */
  async pushKnown(layer: Descriptor, diffId: string, signal: AbortSignal): Promise<boolean> {
    if (await this.isThere(layer.digest, signal)) return true;
    const { distribution } = this.parts.store;
    const compression = compressionOf(layer.mediaType);
    const isOurs =
      compression === 'none' ||
      distribution.layerBlobs(diffId).some((blob) => blob.digest === layer.digest && blob.madeHere);
    if (isOurs) {
      const made = await this.make(diffId, compression, layer.size, signal);
      if (made.digest === layer.digest) return true;
      // Another library compressed it then, or another version of it.
    }
    return this.relay(layer, signal);
  }

  /** In the repository already, or mounted into it from another of the same registry. */
  private async isThere(digest: string, signal: AbortSignal): Promise<boolean> {
    const { repository, what } = this;
    if (await repository.hasBlob(digest, what, signal)) {
      this.note(`${digest} is there already`);
      this.seen(digest);
      return true;
    }
    const sources = this.parts.store.distribution.sources(digest, repository.registry);
    for (const from of sources) {
      if (from === repository.path) continue;
      if (!(await mountBlob(repository, digest, from, what, signal))) continue;
      this.note(`${digest} is mounted from ${from}`);
      this.seen(digest);
      return true;
    }
    return false;
  }

  /** Compresses and uploads it, and remembers what it became. */
  private async make(
    diffId: string,
    compression: Compression,
    expectedBytes: number | null,
    signal: AbortSignal,
  ): Promise<{ readonly digest: string; readonly sizeBytes: number }> {
    this.progress.expect(expectedBytes);
    const onBytes = (count: number): void => this.progress.add(count);
    const source = compressedLayer(this.parts, diffId, compression, signal);
    const { digest, sizeBytes } = await uploadBlob(this.repository, source, {
      what: this.what,
      signal,
      onBytes,
    });
    const blob = { digest, diffId, sizeBytes, compression, madeHere: true };
    this.parts.store.distribution.putLayerBlob(blob);
    this.seen(digest);
    return blob;
  }

  /** From the registry it came from straight to this one, checked on the way. */
  private async relay(layer: Descriptor, signal: AbortSignal): Promise<boolean> {
    const { registries, store } = this.parts;
    for (const place of store.distribution.places(layer.digest)) {
      const { registry, repository } = place;
      if (registry === this.repository.registry) continue;
      const from = registries.writable({ registry, repository }, {});
      try {
        if (!(await from.hasBlob(layer.digest, this.what, signal))) continue;
        this.progress.expect(layer.size);
        const onBytes = (count: number): void => this.progress.add(count);
        await copyBlob(from, this.repository, layer, { what: this.what, signal, onBytes });
        this.note(`${layer.digest} is passed on from ${registry}`);
        this.seen(layer.digest);
        return true;
      } catch (error) {
        if (signal.aborted || isCancelled(error)) throw error;
        this.note(`${layer.digest} cannot be had from ${registry}: ${messageOf(error)}`);
      }
    }
    return false;
  }

  private seen(digest: string): void {
    const { registry, path } = this.repository;
    this.parts.store.distribution.putSource(digest, registry, path);
  }

  private note(text: string): void {
    this.work.log({ kind: 'message', text: `Layer ${text}` });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { DarkroomError } from '../../../shared/errors';
import type { LayerEntry } from '../../../shared/model/layer';
import { LayerWriter } from './layer-writer';
import type { TarSink } from './tar-sink';

/**
 * A sink that writes the part of an archive below a folder as a layer of its own: `rootfs/etc` becomes
 * `etc`. What lies beside the folder is left out.
 */
export class LayerRewriter {
  private readonly writer: LayerWriter;
  private current: LayerEntry | null = null;
  private position = 0;

  /** `prefix` ends with a slash. */
  constructor(
    targetPath: string,
    private readonly prefix: string,
    tap?: TarSink,
  ) {
    this.writer = new LayerWriter(targetPath, {
      keepEntries: false,
      ...(tap === undefined ? {} : { tap }),
    });
  }

  /** The entry as it is in the new layer, before its content; null when it is left out. */
  begin(entry: LayerEntry): LayerEntry | null {
    this.current = this.moved(entry);
    this.position = 0;
    if (this.current !== null) this.writer.begin(this.current);
    return this.current;
  }

  data(chunk: Uint8Array, position: number): void {
    if (this.current === null) return;
    this.writer.writeZeros(position - this.position);
    this.writer.write(chunk);
    this.position = position + chunk.length;
  }

  /** The entry with digest and place in the new layer. */
  end(): LayerEntry | null {
    if (this.current === null) return null;
    if (this.current.kind === 'file')
      this.writer.writeZeros(this.current.sizeBytes - this.position);
    this.current = null;
    return this.writer.end();
  }

  finish(): { readonly diffId: string; readonly sizeBytes: number } {
    return this.writer.finish();
  }

  abort(): void {
    this.writer.abort();
  }

  private moved(entry: LayerEntry): LayerEntry | null {
    const path = this.below(entry.path);
    if (path === null) return null;
    const { dataOffset: _, digest: __, ...rest } = entry;
    if (entry.kind !== 'hardlink') return { ...rest, path };
    const link = this.below(entry.link ?? '');
    if (link !== null && link !== '') return { ...rest, path, link };
    throw new DarkroomError(
      'ARCHIVE_HOSTILE',
      `Read archive: “${entry.path}” is a hard link to “${entry.link ?? ''}”, outside the root file system`,
      { data: { path: entry.path } },
    );
  }

  private below(path: string): string | null {
    if (`${path}/` === this.prefix) return '';
    return path.startsWith(this.prefix) ? path.slice(this.prefix.length) : null;
  }
}

import { closeSync, createReadStream, openSync } from 'node:fs';
import type { ArchivedContent, Compression } from '../../../../shared/model/import';
import { decompress } from '../../../oci/layer/decompress/decompress';
import { RootfsObserver, type ArchiveKind } from '../../../oci/layer/rootfs-observer';
import { scanTar } from '../../../oci/layer/scan-tar';
import { TarParser } from '../../../oci/layer/tar-parser';
import type { TarSink } from '../../../oci/layer/tar-sink';
import { contentsInList } from './archive-names';

/** What the start of an archive tells. */
export interface Glance {
  readonly observer: RootfsObserver;
  /** Null when the part that was read leaves it open. */
  readonly archive: ArchiveKind | null;
  readonly isDocker: boolean;
  /** In an image archive, as far as they were seen. */
  readonly images: ReadonlyArray<ArchivedContent>;
  /** Why it cannot be read, as a sentence; '' when it can. */
  readonly problem: string;
}

const timeMs = 90;
const decompressedBytes = 6 << 20;
const compressedChunkBytes = 128 << 10;
const listBytes = 1 << 20;
/** Lists of images; what an earlier one says is what `load` goes by. */
const preferred = ['manifest.json', 'index.json', 'repositories'] as const;
const lists = new Set<string>(preferred);

/** Looks at an uncompressed tar, passing over the contents of its files. */
export function glanceTar(path: string): Glance {
  const collector = new GlanceCollector();
  const fd = openSync(path, 'r');
  try {
    const isWhole = scanTar(fd, collector.sink, {
      start: 0,
      wantsContent: (name) => collector.observer.isCapturing || lists.has(name),
      isEnough: () => collector.isEnough(),
    });
    return collector.result(isWhole);
  } catch (error) {
    return collector.failed(error);
  } finally {
    closeSync(fd);
  }
}

/** Decompresses the first few MiB and looks at what they hold. */
export async function glanceCompressed(
  path: string,
  compression: Compression,
  signal: AbortSignal,
): Promise<Glance> {
  const collector = new GlanceCollector();
  const parser = new TarParser(collector.sink, { whiteouts: false });
  const file = createReadStream(path, { highWaterMark: compressedChunkBytes, signal });
  let compressed = 0;
  const chunks = (async function* () {
    for await (const chunk of file as AsyncIterable<Buffer>) {
      compressed += chunk.length;
      yield chunk;
    }
  })();
  try {
    for await (const chunk of decompress(compression, { chunks, offset: () => compressed })) {
      parser.push(chunk);
      if (parser.ended) return collector.result(true);
      if (parser.bytesRead > decompressedBytes || collector.isEnough())
        return collector.result(false);
    }
    parser.end();
    return collector.result(true);
  } catch (error) {
    return collector.failed(error);
  } finally {
    file.destroy();
  }
}

class GlanceCollector {
  readonly observer = new RootfsObserver();
  readonly sink: TarSink;
  private readonly startedAt = performance.now();
  private readonly seen = new Set<string>();
  /** By the list that told of them: an archive may have docker's and OCI's. */
  private readonly images = new Map<string, ReadonlyArray<ArchivedContent>>();
  private list: { readonly path: string; readonly chunks: Buffer[] } | null = null;

  constructor() {
    this.sink = {
      begin: (entry) => {
        this.observer.begin(entry);
        if (!entry.path.includes('/')) this.seen.add(entry.path);
        const isList = lists.has(entry.path) && entry.sizeBytes <= listBytes;
        this.list = isList ? { path: entry.path, chunks: [] } : null;
      },
      data: (chunk, position) => {
        this.observer.data(chunk, position);
        this.list?.chunks.push(Buffer.from(chunk));
      },
      end: () => {
        this.observer.end();
        if (this.list !== null) {
          const { path, chunks } = this.list;
          this.images.set(path, contentsInList(path, Buffer.concat(chunks)));
        }
        this.list = null;
      },
    };
  }

  isEnough(): boolean {
    return performance.now() - this.startedAt > timeMs;
  }

  result(isWhole: boolean): Glance {
    const isOci = this.seen.has('oci-layout') && !this.seen.has('manifest.json');
    return {
      observer: this.observer,
      archive: this.observer.decide(isWhole),
      isDocker: !isOci,
      images: preferred.map((path) => this.images.get(path)).find((one) => one !== undefined) ?? [],
      problem: '',
    };
  }

  failed(error: unknown): Glance {
    const problem = error instanceof Error ? error.message : String(error);
    return { ...this.result(false), problem };
  }
}

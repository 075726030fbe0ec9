import { fromWire, isCancelled, toWire } from '../../../../shared/errors';
import type { Compression } from '../../../../shared/model/import';
import { onAbort } from '../../../base/abort';
import type { StagedBlob } from '../../../store/store';
import { SharedRing, verdict } from '../../../worker/shared-ring';
import type { IndexInput, IndexOutput } from '../../../worker/tasks/index-layer';
import type { ArchiveSource } from './archive-source';
import type { ArchiveDeps } from './deps';
import { StreamFeeder } from './stream-feeder';

export interface ReadLayerOptions {
  readonly source: ArchiveSource;
  readonly mode: IndexInput['mode'];
  readonly prefix?: string;
  /** Look for secrets. Default false. */
  readonly scan?: boolean;
  /** Whether the digest of the source's own bytes is wanted. */
  readonly hashSource?: boolean;
  readonly signal: AbortSignal;
  /** Bytes of the source that were read so far. */
  onProgress?(sourceBytes: number): void;
}

/** A layer in a staged file, or why there is none. The caller commits or discards `staged`. */
export interface LayerRead extends IndexOutput {
  readonly staged: StagedBlob;
  readonly compression: Compression;
  /** Of the source's own bytes; null unless asked for. */
  readonly sourceDigest: string | null;
  readonly sourceBytes: number;
  /** Null when the archive is nothing to keep (`archive.kind` says what it is). */
  readonly blob: { readonly diffId: string; readonly sizeBytes: number } | null;
  /** A stream's bytes from the start, when it turned out to be an image archive. */
  readonly replay: AsyncGenerator<Uint8Array> | null;
}

/**
 * Reads an archive in one pass on two threads: decompressing, hashing and writing on one, checking and
 * listing on the other. On failure the staged file is gone when this rejects.
 */
export async function readLayer(deps: ArchiveDeps, options: ReadLayerOptions): Promise<LayerRead> {
  const staged = await deps.store.blobs.stage();
  const ring = SharedRing.create();
  const feeder = options.source.kind === 'stream' ? new StreamFeeder(options.source.chunks) : null;
  const both = new AbortController();
  const aborting = onAbort(options.signal, () => both.abort());
  const stopping = onAbort(both.signal, () => {
    new SharedRing(ring).cancel();
    feeder?.dispose();
  });
  const failBoth = (error: unknown): never => {
    // A thread that saw the other fail says CANCELLED; the other's own error is still on its way.
    if (!isCancelled(error)) both.abort();
    throw error;
  };
  try {
    const ingesting = deps.workers
      .run(
        'ingest',
        {
          source: sourceInput(options.source, feeder),
          ring,
          targetPath: staged.path,
          hashSource: options.hashSource === true,
        },
        {
          signal: both.signal,
          ...(feeder === null ? {} : { transfer: [feeder.port] }),
          onProgress: ({ sourceBytes }) => {
            if (isDecided(ring)) feeder?.forget();
            options.onProgress?.(sourceBytes);
          },
        },
      )
      .catch(failBoth);
    const { mode, prefix = '', scan = false } = options;
    const indexing = deps.workers
      .run(
        'index-layer',
        { ring, mode, prefix, scan, targetPath: staged.path },
        { signal: both.signal },
      )
      .catch(failBoth);
    const [ingested, indexed] = await settle(ingesting, indexing, options.signal);
    const isImage = indexed.archive.kind === 'image-archive';
    return {
      ...indexed,
      staged,
      compression: ingested.compression,
      sourceDigest: ingested.sourceDigest,
      sourceBytes: ingested.sourceBytes,
      blob: indexed.rewritten ?? ingested.blob,
      replay: isImage && feeder !== null && !isDecided(ring) ? replayOf(feeder) : null,
    };
  } catch (error) {
    await staged.discard();
    if (options.source.kind === 'stream') void options.source.chunks.return?.();
    throw error;
  } finally {
    aborting.dispose();
    stopping.dispose();
    feeder?.dispose();
  }
}

function sourceInput(source: ArchiveSource, feeder: StreamFeeder | null) {
  if (source.kind === 'file') return source;
  if (feeder === null) throw new TypeError('a stream has a feeder');
  return { kind: 'port', port: feeder.port } as const;
}

/** True once it is certain that the stream's start is not needed again. */
function isDecided(ring: SharedArrayBuffer): boolean {
  const { verdict: now } = new SharedRing(ring);
  return now === verdict.keep || now === verdict.rewrite;
}

function replayOf(feeder: StreamFeeder): AsyncGenerator<Uint8Array> {
  feeder.stop();
  return feeder.replay();
}

/** Waits for both, so that nobody still writes, and throws the error that came first of its own. */
async function settle<A, B>(
  first: Promise<A>,
  second: Promise<B>,
  signal: AbortSignal,
): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  const errors = [a, b].flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  // The thread that did not fail was cancelled by the one that did.
  const own = signal.aborted ? undefined : errors.find((error) => !isCancelled(error));
  throw own ?? fromWire(toWire(errors[0]));
}

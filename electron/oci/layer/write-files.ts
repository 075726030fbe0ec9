import type { LayerEntry } from '../../../shared/model/layer';
import type { SecretFinding } from '../../../shared/model/secret';
import { ContentReader, type ContentSource } from './content-source';
import { LayerWriter } from './layer-writer';
import type { TarSink } from './tar-sink';

export interface LayerFile {
  readonly entry: LayerEntry;
  readonly content?: ContentSource;
}

export interface WriteFilesInput {
  /** The staged blob to fill. */
  readonly targetPath: string;
  /** In tar order. */
  readonly files: ReadonlyArray<LayerFile>;
  /** See `ContentReader`. */
  readonly asUser?: boolean;
}

/** What the writer found out; `digests` and `offsets` are by index, empty and -1 for all but files. */
export interface WriteFilesOutput {
  readonly diffId: string;
  readonly sizeBytes: number;
  readonly digests: ReadonlyArray<string>;
  readonly offsets: Float64Array;
  readonly secrets: ReadonlyArray<SecretFinding>;
}

/** Looks at files as they are written. */
export interface FileScanner extends TarSink {
  finish(blobPath: string): { readonly findings: ReadonlyArray<SecretFinding> };
}

/**
 * Writes a layer from files, ranges of other layers and bytes at hand. Not synced: whoever publishes
 * the layer decides when it has to be safe. CONFLICT when a file changes while it is read.
 */
export function writeFiles(
  input: WriteFilesInput,
  scanner: FileScanner,
  throwIfCancelled: () => void,
): WriteFilesOutput {
  const reader = new ContentReader({ asUser: input.asUser ?? false });
  const writer = new LayerWriter(input.targetPath, { tap: scanner, keepEntries: false });
  const digests: string[] = [];
  const offsets = new Float64Array(input.files.length);
  try {
    input.files.forEach(({ entry, content }, index) => {
      if (index % 64 === 0) throwIfCancelled();
      const written =
        content === undefined
          ? writer.add(entry)
          : reader.read(content, entry.sizeBytes, (source) => writer.add(entry, source));
      digests.push(written.digest ?? '');
      offsets[index] = written.dataOffset ?? -1;
    });
    const { diffId, sizeBytes } = writer.finish({ durable: false });
    const secrets = scanner.finish(input.targetPath).findings;
    return { diffId, sizeBytes, digests, offsets, secrets };
  } catch (error) {
    writer.abort();
    throw error;
  } finally {
    reader.close();
  }
}

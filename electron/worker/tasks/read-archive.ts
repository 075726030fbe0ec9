import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { DarkroomError } from '../../../shared/errors';
import type { Compression } from '../../../shared/model/import';
import type { LayerEntry } from '../../../shared/model/layer';
import { decompress } from '../../oci/layer/decompress/decompress';
import { TarParser } from '../../oci/layer/tar-parser';
import { openContextFile } from '../../oci/layer/content-source';
import type { CancelContext } from '../protocol';

export interface ReadArchiveInput {
  readonly path: string;
  /** Where the archive goes uncompressed when it is compressed. */
  readonly temporaryPath: string;
}

/** What an archive holds and the file that its entries' `dataOffset` means. */
export interface ReadArchive {
  readonly tarPath: string;
  /** In archive order; `.wh.` names are plain files. */
  readonly entries: ReadonlyArray<LayerEntry>;
}

const chunkBytes = 1 << 20;

/**
 * Reads an archive for ADD: null when the file is no tar, compressed or not, which shows in its first
 * header. ARCHIVE_CORRUPT, ARCHIVE_TRUNCATED or ARCHIVE_HOSTILE when it starts as one and goes wrong.
 */
export async function readArchive(
  input: ReadArchiveInput,
  task: CancelContext,
): Promise<ReadArchive | null> {
  const fd = openContextFile(input.path);
  let output = -1;
  try {
    const compression = compressionOf(fd);
    if (compression !== 'none') output = openSync(input.temporaryPath, 'w', 0o600);
    const entries: LayerEntry[] = [];
    const parser = new TarParser(
      { end: (entry) => void entries.push(entry), begin: () => (isTar = true) },
      { digests: true, whiteouts: false, requireEnd: false, oddRoot: 'skip' },
    );
    let isTar = false;
    try {
      const chunks = fileChunks(fd, task);
      for await (const chunk of decompress(compression, chunks)) {
        parser.push(chunk);
        if (output >= 0) writeSync(output, chunk);
      }
      parser.end();
    } catch (error) {
      task.throwIfCancelled();
      if (!isTar && !isHostile(error)) return null;
      throw error;
    }
    if (!isTar) return null;
    return { tarPath: output >= 0 ? input.temporaryPath : input.path, entries };
  } finally {
    closeSync(fd);
    if (output >= 0) closeSync(output);
  }
}

function fileChunks(
  fd: number,
  task: CancelContext,
): { readonly chunks: AsyncIterable<Uint8Array>; readonly offset: () => number } {
  let offset = 0;
  async function* chunks(): AsyncIterable<Uint8Array> {
    for (;;) {
      task.throwIfCancelled();
      const buffer = Buffer.allocUnsafe(chunkBytes);
      const count = readSync(fd, buffer, 0, buffer.length, offset);
      if (count === 0) return;
      offset += count;
      yield buffer.subarray(0, count);
    }
  }
  return { chunks: chunks(), offset: () => offset };
}

const magics: ReadonlyArray<readonly [Compression, ReadonlyArray<number>]> = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

function compressionOf(fd: number): Compression {
  const start = Buffer.alloc(6);
  readSync(fd, start, 0, start.length, 0);
  const found = magics.find(([, magic]) => magic.every((byte, index) => start[index] === byte));
  return found === undefined ? 'none' : found[0];
}

function isHostile(error: unknown): boolean {
  return error instanceof DarkroomError && error.code === 'ARCHIVE_HOSTILE';
}

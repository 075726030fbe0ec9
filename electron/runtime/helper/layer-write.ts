import { closeSync, openSync, writeSync } from 'node:fs';
import { DarkroomError } from '../../../shared/errors';
import { encodePath } from '../../base/path-bytes';
import { LayerWriter } from '../../oci/layer/layer-writer';
import type { Libc } from '../native/libc';
import { walkUpper, type WalkOptions } from './upper-walk';

export interface LayerWriteOptions extends WalkOptions {
  readonly stagedBlobPath: string;
  readonly entriesPath: string;
  onBytes?(done: number): void;
}

export interface LayerWriteResult {
  readonly diffId: string;
  readonly sizeBytes: number;
  readonly entryCount: number;
}

/**
 * Writes an upper folder as a layer tar, and the list of its entries as JSON lines beside it. Throws
 * CANCELLED, and CONFLICT when a file changes while it is read.
 */
export function writeLayer(libc: Libc, options: LayerWriteOptions): LayerWriteResult {
  const writer = new LayerWriter(options.stagedBlobPath);
  try {
    for (const { entry, fullPath } of walkUpper(libc, options)) {
      if (options.isCancelled?.() === true) break;
      if (entry.kind === 'file') addFile(writer, entry, fullPath);
      else writer.add(entry);
      options.onBytes?.(writer.sizeBytes);
    }
    if (options.isCancelled?.() === true) throw new DarkroomError('CANCELLED', 'Cancelled');
    const { diffId, sizeBytes, entries } = writer.finish();
    writeLines(options.entriesPath, entries);
    return { diffId, sizeBytes, entryCount: entries.length };
  } finally {
    writer.abort();
  }
}

function addFile(
  writer: LayerWriter,
  entry: Parameters<LayerWriter['add']>[0],
  path: string,
): void {
  const fd = openSync(encodePath(path), 'r');
  try {
    writer.add(entry, { fd, sizeBytes: entry.sizeBytes });
  } finally {
    closeSync(fd);
  }
}

function writeLines(path: string, entries: ReadonlyArray<unknown>): void {
  const fd = openSync(path, 'w', 0o600);
  try {
    const batch = 1000;
    for (let start = 0; start < entries.length; start += batch) {
      const rows = entries.slice(start, start + batch).map((entry) => JSON.stringify(entry));
      writeSync(fd, `${rows.join('\n')}\n`);
    }
  } finally {
    closeSync(fd);
  }
}

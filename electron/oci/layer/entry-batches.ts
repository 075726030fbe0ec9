import { deflateSync, inflateSync } from 'node:zlib';
import type { LayerEntry } from '../../../shared/model/layer';

/** Entries per batch: small enough that decoding one never holds a thread up. */
const batchEntries = 500;
/** Batches that are kept as they are; compressing only pays for itself where there are many. */
const plainBatches = 20;
/** A small window: each call allocates its state anew. */
const compression = { level: 1, windowBits: 12, memLevel: 6 };
/** First byte of a zlib stream with such a window (RFC 1950); a batch that is not compressed starts with `[`. */
const zlibMark = 0x48;

/**
 * File lists as bytes: they move between threads without being copied and take a fraction of the
 * memory of objects. Encodes entries in order.
 */
export class EntryBatchWriter {
  private readonly batches: Uint8Array[] = [];
  private parts: string[] = [];

  add(entry: LayerEntry): void {
    this.parts.push(JSON.stringify(entry));
    if (this.parts.length === batchEntries) this.flush();
  }

  finish(): Uint8Array[] {
    if (this.parts.length > 0) this.flush();
    return this.batches;
  }

  private flush(): void {
    const text = Buffer.from(`[${this.parts.join(',')}]`);
    this.parts = [];
    const isMany = this.batches.length >= plainBatches;
    // A copy with memory of its own, so that it can be transferred.
    this.batches.push(new Uint8Array(isMany ? deflateSync(text, compression) : text));
  }
}

/** The entries of encoded batches, decoded one batch at a time. */
export function* decodeEntryBatches(batches: Iterable<Uint8Array>): IterableIterator<LayerEntry> {
  for (const batch of batches) {
    const bytes = batch[0] === zlibMark ? inflateSync(batch) : batch;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    yield* JSON.parse(text) as LayerEntry[];
  }
}

import type { LayerEntry } from '../../../shared/model/layer';

/** Entries per batch: small enough that decoding one never holds a thread up. */
const batchEntries = 500;

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
    const text = `[${this.parts.join(',')}]`;
    const bytes = new Uint8Array(Buffer.byteLength(text)); // of its own, so that it can be transferred
    Buffer.from(bytes.buffer).write(text);
    this.batches.push(bytes);
    this.parts = [];
  }
}

/** The entries of encoded batches, decoded one batch at a time. */
export function* decodeEntryBatches(batches: Iterable<Uint8Array>): IterableIterator<LayerEntry> {
  for (const batch of batches) {
    const text = Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength).toString('utf8');
    yield* JSON.parse(text) as LayerEntry[];
  }
}

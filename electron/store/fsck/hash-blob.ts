import { createReadStream } from 'node:fs';
import type { LayerEntry } from '../../../shared/model/layer';
import { digestHasher } from '../../oci/digest';

/** A file's content inside a layer blob. */
export interface ContentRange {
  readonly path: string;
  readonly offset: number;
  readonly sizeBytes: number;
  /** sha256 in hex. */
  readonly digest: string;
}

export interface HashedBlob {
  readonly digest: string;
  /** Paths of entries whose recorded digest is not that of the bytes at their place. */
  readonly wrongEntries: ReadonlyArray<string>;
}

const chunkBytes = 1024 * 1024;

/** The ranges to check, in the order of the blob. */
export function contentRanges(entries: Iterable<LayerEntry>): ReadonlyArray<ContentRange> {
  const ranges: ContentRange[] = [];
  for (const { path, dataOffset: offset, digest, sizeBytes } of entries) {
    if (offset !== undefined && digest !== undefined)
      ranges.push({ path, offset, sizeBytes, digest });
  }
  return ranges.sort((left, right) => left.offset - right.offset);
}

/** Hashes a blob and, in the same pass, the given ranges of it; nothing is kept in memory. */
export async function hashBlob(
  path: string,
  ranges: ReadonlyArray<ContentRange>,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<HashedBlob> {
  const whole = digestHasher();
  const checker = new RangeChecker(ranges);
  const stream = createReadStream(path, { highWaterMark: chunkBytes, signal });
  for await (const piece of stream) {
    const chunk = piece as Buffer;
    whole.update(chunk);
    checker.push(chunk);
    onBytes(chunk.length);
  }
  return { digest: `sha256:${whole.digest('hex')}`, wrongEntries: checker.finish() };
}

class RangeChecker {
  private readonly wrong: string[] = [];
  private position = 0;
  private next = 0;
  private hash = digestHasher();

  constructor(private readonly ranges: ReadonlyArray<ContentRange>) {}

  push(chunk: Buffer): void {
    const chunkEnd = this.position + chunk.length;
    for (let range = this.ranges[this.next]; range !== undefined; range = this.ranges[this.next]) {
      if (range.offset >= chunkEnd && range.sizeBytes > 0) break;
      const end = range.offset + range.sizeBytes;
      const from = Math.max(range.offset, this.position) - this.position;
      const to = Math.min(end, chunkEnd) - this.position;
      if (to > from) this.hash.update(chunk.subarray(from, to));
      if (end > chunkEnd) break;
      this.finishRange(range);
    }
    this.position = chunkEnd;
  }

  /** Ranges that lie beyond the end are wrong too. */
  finish(): ReadonlyArray<string> {
    for (const range of this.ranges.slice(this.next)) this.wrong.push(range.path);
    return this.wrong;
  }

  private finishRange(range: ContentRange): void {
    if (this.hash.digest('hex') !== range.digest) this.wrong.push(range.path);
    this.hash = digestHasher();
    this.next += 1;
  }
}

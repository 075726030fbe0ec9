import type { LayerEntry } from '../../../shared/model/layer';
import type { PendingEntry } from './entry-builder';
import { FileDigest } from './file-digest';
import { checkSparseMap, type SparseRange } from './sparse';
import { paddingOf } from './tar-format';
import type { TarSink } from './tar-sink';

/** The content of the entry whose header was just read, on its way to the sink. */
export class TarContent {
  private readonly digest: FileDigest | null;
  private readonly ranges: ReadonlyArray<SparseRange>;
  private rangeIndex = 0;
  private rangeDone = 0;
  private left: number;

  /** ARCHIVE_CORRUPT when the sparse map is not right; `offset` is where the header starts. */
  constructor(
    private readonly pending: PendingEntry,
    private readonly sink: TarSink,
    withDigest: boolean,
    offset: number,
  ) {
    const { entry, storedSize, ranges } = pending;
    this.left = storedSize;
    this.ranges = ranges ?? [{ position: 0, length: storedSize }];
    if (ranges !== null) checkSparseMap(ranges, entry?.sizeBytes ?? 0, storedSize, offset);
    const isFile = entry?.kind === 'file';
    this.digest = isFile && withDigest ? new FileDigest(entry.sizeBytes) : null;
    if (entry !== null) sink.begin?.(entry);
  }

  /** Stored bytes that are still to come. */
  get remaining(): number {
    return this.left;
  }

  /** Bytes behind the content up to the next block. */
  get padding(): number {
    return paddingOf(this.pending.storedSize);
  }

  /** Leaves the rest out; returns how many bytes that is, 0 when a digest needs them. */
  skip(): number {
    if (this.digest !== null) return 0;
    const skipped = this.left;
    this.left = 0;
    return skipped;
  }

  /** Takes bytes from the start of `bytes`, up to the end of a run; returns how many. */
  take(bytes: Buffer): number {
    const range = this.ranges[this.rangeIndex];
    const run = range === undefined ? this.left : range.length - this.rangeDone;
    const used = Math.min(bytes.length, run);
    const chunk = used === bytes.length ? bytes : bytes.subarray(0, used);
    if (this.pending.entry?.kind === 'file') {
      const position = (range?.position ?? 0) + this.rangeDone;
      this.digest?.update(chunk, position);
      this.sink.data?.(chunk, position);
    }
    this.left -= used;
    this.rangeDone += used;
    if (this.rangeDone === range?.length) {
      this.rangeIndex += 1;
      this.rangeDone = 0;
    }
    return used;
  }

  finish(): void {
    const entry: (LayerEntry & { digest?: string }) | null = this.pending.entry;
    if (entry === null) return;
    if (this.digest !== null) entry.digest = this.digest.finish();
    this.sink.end?.(entry);
  }
}

import { buildEntry, checkGlobal } from './entry-builder';
import { applyPaxRecords, type ExtendedHeader } from './extended-header';
import { parsePaxRecords } from './pax';
import { readGnuRanges, SparseMapReader, type SparseRange } from './sparse';
import { TarContent } from './tar-content';
import { blockSize, limits, paddingOf, tarError } from './tar-format';
import { checkedSize, isZeroBlock, readHeader, type RawHeader } from './tar-header';
import { readNumber } from './tar-number';
import type { TarParserOptions, TarSink } from './tar-sink';

type State = 'header' | 'meta' | 'gnu-sparse' | 'sparse-map' | 'data' | 'skip' | 'ended';

/**
 * Push parser for tar: v7, ustar, PAX (local and global), GNU (long names, base-256, sparse in all its
 * forms). `push` takes chunks of any size, `end` says that there are no more. Memory is bounded
 * whatever the input. Throws ARCHIVE_CORRUPT, ARCHIVE_TRUNCATED or ARCHIVE_HOSTILE with the offset.
 */
export class TarParser {
  private state: State = 'header';
  private offset = 0;
  private readonly block = Buffer.alloc(blockSize);
  private blockFill = 0;
  private headerOffset = 0;
  private zeroBlocks = 0;

  private global: ExtendedHeader = {};
  private extended: ExtendedHeader = {};
  private metaType = '';
  private meta: Buffer = Buffer.alloc(0);
  private metaFill = 0;

  private raw: RawHeader | null = null;
  private content: TarContent | null = null;
  /** Bytes to pass over in state `skip`. */
  private remaining = 0;
  private mapReader: SparseMapReader | null = null;

  constructor(
    private readonly sink: TarSink,
    private readonly options: TarParserOptions = {},
  ) {}

  /** Bytes taken so far. */
  get bytesRead(): number {
    return this.offset;
  }

  /** True once the end mark was seen; what follows it is passed over, as every tar does. */
  get ended(): boolean {
    return this.state === 'ended';
  }

  /** True between an entry's header and the header after it. */
  get isInContent(): boolean {
    return this.state === 'data' || this.state === 'skip';
  }

  push(chunk: Uint8Array): void {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let at = 0;
    while (at < buffer.length) {
      const used = this.take(buffer, at);
      at += used;
      this.offset += used;
      this.settle();
    }
  }

  end(): void {
    if (this.state === 'ended') return;
    const whole = this.state === 'header' && this.blockFill === 0;
    const hasEnd = this.zeroBlocks > 0 || this.options.requireEnd === false;
    if (whole && hasEnd && Object.keys(this.extended).length === 0) return;
    throw tarError('ARCHIVE_TRUNCATED', this.offset, 'The archive ends too early');
  }

  /**
   * Passes over the rest of the entry whose header was just read, for callers that only list an
   * archive and can seek: returns how many bytes to leave out of what is pushed next.
   */
  skipContent(): number {
    let skipped = 0;
    if (this.state === 'data') {
      skipped = this.content?.skip() ?? 0;
      this.offset += skipped;
      this.settle();
    }
    if (this.state !== 'skip') return skipped;
    skipped += this.remaining;
    this.offset += this.remaining;
    this.remaining = 0;
    this.settle();
    return skipped;
  }

  /** Takes some bytes in the present state; returns how many. */
  private take(buffer: Buffer, at: number): number {
    const available = buffer.length - at;
    switch (this.state) {
      case 'header':
      case 'gnu-sparse':
      case 'sparse-map':
        return this.takeBlock(buffer, at, available);
      case 'meta': {
        const used = Math.min(available, this.meta.length - this.metaFill);
        buffer.copy(this.meta, this.metaFill, at, at + used);
        this.metaFill += used;
        return used;
      }
      case 'data':
        return this.content?.take(buffer.subarray(at)) ?? 0;
      case 'skip': {
        const used = Math.min(available, this.remaining);
        this.remaining -= used;
        return used;
      }
      case 'ended':
        return available;
    }
  }

  private takeBlock(buffer: Buffer, at: number, available: number): number {
    if (this.blockFill === 0 && available >= blockSize) {
      this.onBlock(buffer.subarray(at, at + blockSize), this.offset);
      return blockSize;
    }
    const used = Math.min(available, blockSize - this.blockFill);
    buffer.copy(this.block, this.blockFill, at, at + used);
    this.blockFill += used;
    if (this.blockFill === blockSize) {
      this.blockFill = 0;
      this.onBlock(this.block, this.offset + used - blockSize);
    }
    return used;
  }

  /** Moves on through states that need no more bytes. Runs with `offset` after what was taken. */
  private settle(): void {
    if (this.state === 'meta' && this.metaFill === this.meta.length) this.finishMeta();
    if (this.state === 'data' && this.content?.remaining === 0) this.finishEntry(this.content);
    if (this.state === 'skip' && this.remaining === 0) this.state = 'header';
  }

  private onBlock(block: Buffer, offset: number): void {
    if (this.state === 'gnu-sparse') this.onGnuSparse(block, offset);
    else if (this.state === 'sparse-map') this.onSparseMap(block);
    else this.onHeader(block, offset);
  }

  private onHeader(block: Buffer, offset: number): void {
    if (block[0] === 0 && isZeroBlock(block)) {
      this.zeroBlocks += 1;
      if (this.zeroBlocks === 2) this.state = 'ended';
      return;
    }
    if (this.zeroBlocks > 0) {
      throw tarError('ARCHIVE_CORRUPT', offset, 'Read tar header: data follow a single zero block');
    }
    // A copy: names point into it for longer than the chunk lives, and Electron's Node crashes when it
    // searches in shared memory, which chunks may be.
    const raw = readHeader(Buffer.from(block), offset);
    this.headerOffset = offset;
    switch (raw.type) {
      case 'x':
      case 'X':
      case 'g':
      case 'L':
      case 'K':
        this.beginMeta(raw, offset);
        return;
      case 'V': // volume label
      case 'N': // names in GNU tar before 1.11.9
        this.extended = {};
        this.skip(raw.size);
        return;
      case 'S':
        this.beginGnuSparse(raw, block, offset);
        return;
      default:
        this.beginEntry(raw);
    }
  }

  private beginMeta(raw: RawHeader, offset: number): void {
    if (raw.size > limits.metaBytes) {
      throw tarError(
        'ARCHIVE_HOSTILE',
        offset,
        'Read tar header: an extended header is absurdly long',
      );
    }
    this.metaType = raw.type;
    this.meta = Buffer.allocUnsafe(raw.size);
    this.metaFill = 0;
    this.state = 'meta';
  }

  private finishMeta(): void {
    const offset = this.offset - this.meta.length;
    if (this.metaType === 'g') {
      applyPaxRecords(this.global, parsePaxRecords(this.meta, offset), offset);
      checkGlobal(this.global, offset);
    } else if (this.metaType === 'L' || this.metaType === 'K') {
      const end = this.meta.indexOf(0);
      const name = end === -1 ? this.meta : this.meta.subarray(0, end);
      if (this.metaType === 'L') this.extended.path = name;
      else this.extended.link = name;
    } else {
      applyPaxRecords(this.extended, parsePaxRecords(this.meta, offset), offset);
    }
    this.remaining = paddingOf(this.meta.length);
    this.state = 'skip';
  }

  private beginGnuSparse(raw: RawHeader, block: Buffer, offset: number): void {
    const ranges: SparseRange[] = [];
    readGnuRanges(block, 386, 4, ranges, offset);
    const realSize = checkedSize(readNumber(block, 483, 12, offset, 'sparse size'), offset);
    this.raw = { ...raw, type: '0' };
    this.extended.sparse = { major: 0, minor: 0, realSize, ranges };
    if (block[482] !== 0) this.state = 'gnu-sparse';
    else this.beginEntry(this.raw);
  }

  private onGnuSparse(block: Buffer, offset: number): void {
    const ranges = this.extended.sparse?.ranges ?? [];
    readGnuRanges(block, 0, 21, ranges, offset);
    if (block[504] === 0 && this.raw !== null) this.beginEntry(this.raw);
  }

  private onSparseMap(block: Buffer): void {
    const reader = this.mapReader;
    if (reader === null || this.raw === null || !reader.push(block)) return;
    if (this.extended.sparse !== undefined) this.extended.sparse.ranges = reader.ranges();
    this.startContent(this.raw, reader.sizeBytes);
  }

  private beginEntry(raw: RawHeader): void {
    this.raw = raw;
    if (this.extended.sparse?.major === 1) {
      this.mapReader = new SparseMapReader(this.headerOffset);
      this.state = 'sparse-map';
      return;
    }
    this.startContent(raw, 0);
  }

  /** All headers are read; `mapSize` bytes of the stored size are already used. */
  private startContent(raw: RawHeader, mapSize: number): void {
    // The block that brought us here is not counted yet.
    const dataOffset = this.nextBlockOffset();
    const pending = buildEntry(raw, this.global, this.extended, this.options, {
      headerOffset: this.headerOffset,
      dataOffset,
      mapSize,
    });
    this.extended = {};
    this.mapReader = null;
    const withDigest = this.options.digests === true;
    this.content = new TarContent(pending, this.sink, withDigest, this.headerOffset);
    this.state = 'data';
  }

  private nextBlockOffset(): number {
    const used = this.offset + blockSize;
    return used - (used % blockSize);
  }

  private finishEntry(content: TarContent): void {
    this.content = null;
    content.finish();
    this.remaining = content.padding;
    this.state = 'skip';
  }

  private skip(sizeBytes: number): void {
    this.remaining = sizeBytes + paddingOf(sizeBytes);
    this.state = 'skip';
  }
}

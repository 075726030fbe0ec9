import { limits, tarError } from './tar-format';
import { readNumber } from './tar-number';

/** A run of stored bytes and where it belongs in the file. Everything between runs is zero. */
export interface SparseRange {
  readonly position: number;
  readonly length: number;
}

/** The most ranges kept for one file. */
const maxRanges = Math.floor(limits.sparseMapBytes / 24);

/**
 * Checks a sparse map: in order, not overlapping, inside the file, and as long as what is stored.
 * Throws ARCHIVE_CORRUPT.
 */
export function checkSparseMap(
  ranges: ReadonlyArray<SparseRange>,
  realSize: number,
  storedSize: number,
  offset: number,
): void {
  let end = 0;
  let stored = 0;
  for (const { position, length } of ranges) {
    if (position < end || position + length > realSize) {
      throw tarError(
        'ARCHIVE_CORRUPT',
        offset,
        'Read sparse file: the map of its data is not in order',
      );
    }
    end = position + length;
    stored += length;
  }
  if (stored !== storedSize) {
    throw tarError(
      'ARCHIVE_CORRUPT',
      offset,
      'Read sparse file: the map does not match the stored size',
    );
  }
}

/** The ranges in an old GNU ('S') header (`start` 386, 4 slots) or its extension (0, 21 slots). */
export function readGnuRanges(
  block: Buffer,
  start: number,
  slots: number,
  ranges: SparseRange[],
  offset: number,
): void {
  for (let slot = 0; slot < slots; slot += 1) {
    const at = start + slot * 24;
    if (block[at] === 0 || block[at + 12] === 0) return;
    pushRange(
      ranges,
      readNumber(block, at, 12, offset, 'sparse position'),
      readNumber(block, at + 12, 12, offset, 'sparse length'),
      offset,
    );
  }
}

/** GNU.sparse.map of PAX sparse 0.1: comma-separated positions and lengths. */
export function parseSparseList(text: string, offset: number): SparseRange[] {
  const ranges: SparseRange[] = [];
  if (text === '') return ranges;
  const numbers = text.split(',');
  if (numbers.length % 2 !== 0) throw badMap(offset);
  for (let index = 0; index < numbers.length; index += 2) {
    pushRange(
      ranges,
      mapNumber(numbers[index], offset),
      mapNumber(numbers[index + 1], offset),
      offset,
    );
  }
  return ranges;
}

/** Collects the map that PAX sparse 1.0 puts before the data: decimal lines, padded to a block. */
export class SparseMapReader {
  private text = '';
  private expected = -1;
  private values: number[] = [];
  private bytes = 0;

  constructor(private readonly offset: number) {}

  /** Takes one block; true once the map is whole. */
  push(block: Buffer): boolean {
    this.bytes += block.length;
    if (this.bytes > limits.sparseMapBytes) {
      throw tarError('ARCHIVE_HOSTILE', this.offset, 'Read sparse file: its map is absurdly long');
    }
    this.text += block.toString('latin1');
    for (;;) {
      if (this.expected >= 0 && this.values.length === this.expected * 2) return true;
      const newline = this.text.indexOf('\n');
      if (newline === -1) return false;
      const value = mapNumber(this.text.slice(0, newline), this.offset);
      this.text = this.text.slice(newline + 1);
      if (this.expected >= 0) this.values.push(value);
      else if (value > maxRanges) throw badMap(this.offset);
      else this.expected = value;
    }
  }

  get sizeBytes(): number {
    return this.bytes;
  }

  ranges(): SparseRange[] {
    const ranges: SparseRange[] = [];
    for (let index = 0; index < this.values.length; index += 2) {
      pushRange(ranges, this.values[index] ?? 0, this.values[index + 1] ?? 0, this.offset);
    }
    return ranges;
  }
}

export function mapNumber(text: string | undefined, offset: number): number {
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw badMap(offset);
  return Number(text);
}

/** Adds a range; empty ones (GNU tar ends its maps with one) are left out. */
export function pushRange(
  ranges: SparseRange[],
  position: number,
  length: number,
  offset: number,
): void {
  if (position < 0 || length < 0 || ranges.length >= maxRanges) throw badMap(offset);
  if (length > 0) ranges.push({ position, length });
}

function badMap(offset: number): Error {
  return tarError('ARCHIVE_CORRUPT', offset, 'Read sparse file: its map is malformed');
}

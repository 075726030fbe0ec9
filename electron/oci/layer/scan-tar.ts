import { readSync } from 'node:fs';
import { TarParser } from './tar-parser';
import type { TarSink } from './tar-sink';

const windowBytes = 64 << 10;
const headerBytes = 512;

export interface ScanOptions {
  readonly start: number;
  /** True for entries whose content is wanted; the others are passed over without reading them. */
  wantsContent(path: string): boolean;
  /** Asked before each read; true ends the scan early. */
  isEnough(): boolean;
}

/**
 * Lists an uncompressed tar in a file, reading little more than its headers. Returns false when it was
 * ended early. Throws what TarParser throws.
 */
export function scanTar(fd: number, sink: TarSink, options: ScanOptions): boolean {
  let wanted = false;
  const parser = new TarParser(
    {
      ...sink,
      begin: (entry) => {
        sink.begin?.(entry);
        wanted = entry.kind === 'file' && options.wantsContent(entry.path);
      },
    },
    { whiteouts: false },
  );
  const window = Buffer.allocUnsafe(windowBytes);
  let windowStart = 0;
  let windowEnd = 0;
  let position = options.start;
  while (!parser.ended) {
    if (options.isEnough()) return false;
    if (position < windowStart || position >= windowEnd) {
      windowStart = position;
      windowEnd = position + readSync(fd, window, 0, windowBytes, position);
      if (windowEnd === position) break;
    }
    const at = position - windowStart;
    const length = Math.min(
      headerBytes - ((position - options.start) % headerBytes),
      windowEnd - position,
    );
    wanted = false;
    parser.push(window.subarray(at, at + length));
    position += length;
    if (!wanted) position += parser.skipContent();
    else position = pushContent(fd, parser, position);
  }
  parser.end();
  return true;
}

/** Hands the wanted entry's content over; returns the position behind it. */
function pushContent(fd: number, parser: TarParser, from: number): number {
  const chunk = Buffer.allocUnsafe(headerBytes);
  let position = from;
  while (parser.isInContent) {
    const count = readSync(fd, chunk, 0, chunk.length, position);
    if (count === 0) break;
    parser.push(chunk.subarray(0, count));
    position += count;
  }
  return position;
}

import type { Compression } from '../../../shared/model/import';

/** Bytes that `detectCompression` and `looksLikeTar` want to see. */
export const magicBytes = 512;

/** Compression by the first bytes, never by the name. */
export function detectCompression(head: Uint8Array): Compression {
  const starts = (...bytes: number[]): boolean =>
    head.length >= bytes.length && bytes.every((byte, index) => head[index] === byte);
  if (starts(0x1f, 0x8b)) return 'gzip';
  if (starts(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)) return 'xz';
  if (starts(0x42, 0x5a, 0x68) && (head[3] ?? 0) >= 0x31 && (head[3] ?? 0) <= 0x39) return 'bzip2';
  if (starts(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd';
  // Skippable zstd frames may come first (RFC 8878 §3.1.2).
  const isSkippable =
    ((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
  return isSkippable ? 'zstd' : 'none';
}

import { DarkroomError, type ErrorCode } from '../../../shared/errors';

/** POSIX.1-2017 pax "ustar Interchange Format": everything is counted in blocks of 512 bytes. */
export const blockSize = 512;

/** Field positions and lengths in a header block. GNU and v7 headers share the first eight. */
export const field = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  link: [157, 100],
  magic: [257, 8],
  deviceMajor: [329, 8],
  deviceMinor: [337, 8],
  prefix: [345, 155],
} as const satisfies Record<string, readonly [number, number]>;

/** Bytes needed to reach the next block boundary. */
export function paddingOf(sizeBytes: number): number {
  const rest = sizeBytes % blockSize;
  return rest === 0 ? 0 : blockSize - rest;
}

/** An error about the bytes at `offset` of an (uncompressed) tar. */
export function tarError(code: ErrorCode, offset: number, what: string): DarkroomError {
  return new DarkroomError(code, `${what} (at byte ${offset} of the archive)`, {
    data: { offset },
  });
}

export const limits = {
  /** A path: Linux' PATH_MAX without its final NUL. */
  pathBytes: 4095,
  /** One component: NAME_MAX. */
  nameBytes: 255,
  /** One PAX header or GNU long name. Go's reader, which Docker uses, has the same limit. */
  metaBytes: 1 << 20,
  /** Text of a PAX 1.0 sparse map, and 24 bytes per range for the other forms. */
  sparseMapBytes: 8 << 20,
  /** Apparent size of one file: the most that ext4 holds. */
  fileBytes: 2 ** 44,
  /** The kernel's split of dev_t: 12 and 20 bits. */
  deviceMajor: 0xfff,
  deviceMinor: 0xfffff,
} as const;

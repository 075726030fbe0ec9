import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { DarkroomError } from '../../../shared/errors';
import { encodePath } from '../../base/path-bytes';
import type { LayerContent } from './layer-writer';
import { TarParser } from './tar-parser';

/** Where the bytes of a file are, said so that any thread can read them. */
export type ContentSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'range'; readonly path: string; readonly offset: number }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** A sparse file in a tar: the one kind whose bytes do not lie there in one piece. */
  | { readonly kind: 'member'; readonly path: string; readonly member: string };

const chunkBytes = 1 << 20;

/**
 * Hands a source's bytes to `use` and closes what was opened for it. Ranges of one file after the other
 * share a descriptor: a layer is mostly copied from few blobs.
 */
export class ContentReader {
  private blobPath = '';
  private blob = -1;

  /**
   * `asUser`: this is the root of a user namespace, which may read more than the user that it is outside:
   * what that user might not read is refused.
   */
  constructor(private readonly options: { readonly asUser?: boolean } = {}) {}

  read<Result>(
    source: ContentSource,
    sizeBytes: number,
    use: (content: LayerContent) => Result,
  ): Result {
    switch (source.kind) {
      case 'bytes':
        return use(source.bytes);
      case 'range':
        return use({ fd: this.openBlob(source.path), sizeBytes, position: source.offset });
      case 'member':
        return use(memberChunks(this.openBlob(source.path), source.member, sizeBytes));
      case 'file': {
        const fd = openContextFile(source.path);
        try {
          if (this.options.asUser === true && !isReadableByUser(fd)) throw notReadable(source.path);
          return use({ fd, sizeBytes });
        } finally {
          closeSync(fd);
        }
      }
    }
  }

  close(): void {
    if (this.blob >= 0) closeSync(this.blob);
    this.blob = -1;
    this.blobPath = '';
  }

  private openBlob(path: string): number {
    if (this.blobPath === path) return this.blob;
    this.close();
    this.blob = openSync(encodePath(path), 'r');
    this.blobPath = path;
    return this.blob;
  }
}

/** SOURCE_NOT_READABLE names the file. */
export function openContextFile(path: string): number {
  try {
    // what was a file when the context was walked may be a link or a pipe by now
    return openSync(
      encodePath(path),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ELOOP') {
      throw new DarkroomError(
        'CONFLICT',
        `Read “${path}”: it was removed or replaced during the build`,
        {
          data: { path },
          cause: error,
        },
      );
    }
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    throw notReadable(path, error);
  }
}

function isReadableByUser(fd: number): boolean {
  const { uid, mode } = fstatSync(fd);
  return (mode & (uid === 0 ? constants.S_IRUSR : constants.S_IROTH)) !== 0;
}

function notReadable(path: string, cause?: unknown): DarkroomError {
  return new DarkroomError('SOURCE_NOT_READABLE', `Read “${path}”: permission denied`, {
    data: { path },
    hint: 'Make the file readable, or keep it out of the context with .dockerignore.',
    cause,
  });
}

/** The whole content of a sparse member: its pieces with the holes between them filled. */
function* memberChunks(
  fd: number,
  member: string,
  sizeBytes: number,
): IterableIterator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let inside = false;
  let done = false;
  let position = 0;
  const parser = new TarParser({
    begin(entry) {
      inside = entry.path === member && entry.kind === 'file';
      if (inside) position = 0;
    },
    data(chunk, at) {
      if (!inside) return;
      pieces.push(...zeros(at - position), Buffer.from(chunk));
      position = at + chunk.length;
    },
    end() {
      if (!inside) return;
      pieces.push(...zeros(sizeBytes - position));
      done = true;
      inside = false;
    },
  });
  const buffer = Buffer.allocUnsafe(chunkBytes);
  for (let offset = 0; !done;) {
    const count = readSync(fd, buffer, 0, buffer.length, offset);
    if (count === 0) return;
    offset += count;
    parser.push(buffer.subarray(0, count));
    yield* pieces.splice(0);
  }
}

function* zeros(count: number): IterableIterator<Uint8Array> {
  for (let left = count; left > 0; left -= chunkBytes)
    yield new Uint8Array(Math.min(left, chunkBytes));
}

import { randomBytes } from 'node:crypto';
import { open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import { digestOf } from '../../oci/digest';
import { ownIdentity, ownerPrefix } from '../process-identity';
import type { BlobStore, StagedBlob, StorePaths } from '../store';

/** Blobs as files named by their digest. `hold` leases a digest before its file can be seen. */
export class FileBlobStore implements BlobStore {
  constructor(
    private readonly paths: StorePaths,
    private readonly hold: (digest: string) => void,
  ) {}

  async has(digest: string, sizeBytes?: number): Promise<boolean> {
    const found = await this.statBlob(digest);
    return found !== null && (sizeBytes === undefined || found.size === sizeBytes);
  }

  async size(digest: string): Promise<number> {
    const found = await this.statBlob(digest);
    if (found === null) throw blobNotFound(digest);
    return found.size;
  }

  async read(digest: string): Promise<Buffer> {
    let content: Buffer;
    try {
      content = await readFile(this.paths.blob(digest));
    } catch (error) {
      throw isMissing(error) ? blobNotFound(digest) : error;
    }
    const actual = digestOf(content);
    if (actual !== digest) throw blobCorrupt(digest, actual);
    return content;
  }

  async write(content: Uint8Array): Promise<string> {
    const digest = digestOf(content);
    this.hold(digest);
    if ((await this.statBlob(digest))?.size === content.length) return digest;
    const path = this.temporaryPath();
    try {
      const file = await open(path, 'wx', 0o644);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await this.publish(path, digest, true);
    } catch (error) {
      await removeFile(path);
      throw error;
    }
    return digest;
  }

  async stage(): Promise<StagedBlob> {
    const path = this.temporaryPath();
    await (await open(path, 'wx', 0o644)).close();
    let isThere = true;
    const discard = async (): Promise<void> => {
      if (isThere) await removeFile(path);
      isThere = false;
    };
    return {
      path,
      discard,
      commit: async (digest, sizeBytes, options) => {
        this.hold(digest);
        const durable = options?.durable ?? true;
        await this.checkStaged(path, digest, sizeBytes);
        if ((await this.statBlob(digest))?.size === sizeBytes) return discard();
        if (durable) await syncPath(path);
        await this.publish(path, digest, durable);
        isThere = false;
      },
    };
  }

  private async checkStaged(path: string, digest: string, sizeBytes: number): Promise<void> {
    const actual = (await stat(path)).size;
    if (actual === sizeBytes) return;
    throw new DarkroomError(
      'DIGEST_MISMATCH',
      `Staged blob has ${actual} bytes, expected ${sizeBytes}`,
      {
        data: { digest, expected: sizeBytes, actual },
      },
    );
  }

  private async publish(path: string, digest: string, durable: boolean): Promise<void> {
    await rename(path, this.paths.blob(digest));
    if (durable) await syncPath(this.paths.blobs);
  }

  private async statBlob(digest: string): Promise<{ readonly size: number } | null> {
    try {
      return await stat(this.paths.blob(digest));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  private temporaryPath(): string {
    return temporaryPath(this.paths);
  }
}

/** A new path in the store's tmp folder; the name tells the owner, so that leftovers can be swept. */
export function temporaryPath(paths: StorePaths): string {
  return join(paths.tmp, ownerPrefix(ownIdentity()) + randomBytes(8).toString('hex'));
}

export function blobNotFound(digest: string): DarkroomError {
  return new DarkroomError('BLOB_NOT_FOUND', `The store has no blob ${digest}`, {
    data: { digest },
    hint: 'Run "darkroom fsck --repair" to find what is damaged.',
  });
}

function blobCorrupt(digest: string, actual: string): DarkroomError {
  return new DarkroomError(
    'BLOB_CORRUPT',
    `Blob ${digest} has changed on disk: its digest is ${actual}`,
    {
      data: { digest, actual },
      hint: 'Run "darkroom fsck --repair".',
    },
  );
}

/** `rm` looks at it twice before it does this. */
async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

import { renameSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { temporaryPath } from './blobs/blob-store';
import type { IndexDatabase } from './index/index-database';
import type { SqlLayerIndex } from './index/layer-index';
import type { LayoutPublisher } from './layout-publisher';
import type { Leases } from './leases';
import { liveDigests, liveTest, reachableDigests } from './references';
import type { GarbageResult, StorePaths } from './store';

const candidatesPerTransaction = 64;

/**
 * Mark and sweep. What is live is decided again inside the immediate transaction that takes a blob
 * away: a process that leased a digest before is seen, one that leases it after finds the blob gone
 * and writes it anew. Blobs are renamed inside the transaction and unlinked after it.
 */
export class GarbageCollector {
  constructor(
    private readonly database: IndexDatabase,
    private readonly paths: StorePaths,
    private readonly leases: Leases,
    private readonly layers: SqlLayerIndex,
    private readonly layout: LayoutPublisher,
  ) {}

  async collect(signal: AbortSignal): Promise<GarbageResult> {
    for (const owner of this.leases.deadOwners()) this.leases.removeOwner(owner);
    this.leases.removeExpired();
    const candidates = new Set((await blobDigests(this.paths)).concat(this.layers.all()));
    const { removed, freedBytes } = await this.remove(candidates, signal);
    return { removedBlobs: removed, removedUnpacked: await this.staleUnpacked(), freedBytes };
  }

  /** Removes those of `candidates` that nothing holds. */
  async remove(
    candidates: Iterable<string>,
    signal: AbortSignal,
  ): Promise<{ readonly removed: ReadonlyArray<string>; readonly freedBytes: number }> {
    const foreign = await reachableDigests(this.paths, await this.layout.foreign());
    const live = liveDigests(this.database, this.leases);
    const unused = [...candidates].filter((digest) => !live.has(digest) && !foreign.has(digest));
    const removed: string[] = [];
    let freedBytes = 0;
    for (let start = 0; start < unused.length; start += candidatesPerTransaction) {
      signal.throwIfAborted();
      const taken = this.takeAway(unused.slice(start, start + candidatesPerTransaction));
      for (const { digest, path, layerId } of taken) {
        freedBytes += (await stat(path).catch(() => null))?.size ?? 0;
        await rm(path, { force: true });
        if (layerId !== null) await this.layers.deleteRows(layerId);
        removed.push(digest);
      }
    }
    return { removed, freedBytes };
  }

  private takeAway(digests: ReadonlyArray<string>): ReadonlyArray<TakenBlob> {
    return this.database.transaction(() => {
      const isLive = liveTest(this.database, this.leases);
      return digests
        .filter((digest) => !isLive(digest))
        .map((digest): TakenBlob => {
          const path = temporaryPath(this.paths);
          moveIfThere(this.paths.blob(digest), path);
          return { digest, path, layerId: this.layers.hide(digest) };
        });
    });
  }

  /**
   * Unpacked copies of layers that nothing holds any more. Their files belong to mapped owners and
   * may be mounted elsewhere, so the sandbox removes them, not the store.
   */
  private async staleUnpacked(): Promise<ReadonlyArray<string>> {
    const live = liveDigests(this.database, this.leases);
    return (await unpackedDigests(this.paths)).filter((digest) => !live.has(digest));
  }
}

interface TakenBlob {
  readonly digest: string;
  /** Where the blob lies now. */
  readonly path: string;
  readonly layerId: number | null;
}

/** Digests of all blobs on disk; files that are no blobs are left out. */
export async function blobDigests(paths: StorePaths): Promise<string[]> {
  return hexNames(await readdir(paths.blobs));
}

export async function unpackedDigests(paths: StorePaths): Promise<string[]> {
  return hexNames(await readdir(paths.unpacked).catch(() => []));
}

function hexNames(names: ReadonlyArray<string>): string[] {
  return names.filter((name) => /^[0-9a-f]{64}$/.test(name)).map((name) => `sha256:${name}`);
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

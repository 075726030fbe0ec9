import { stat } from 'node:fs/promises';
import { blobDigests } from '../garbage';
import type { StoreParts } from '../parts';
import { liveDigests, reachableDigests } from '../references';
import type { FsckOptions, FsckProblem, FsckReport } from '../store';
import { contentRanges, hashBlob } from './hash-blob';
import { checkLayout } from './check-layout';
import { checkLeftovers } from './check-leftovers';
import { repairDigest, repairLayerRows } from './repair';

interface BlobOnDisk {
  readonly digest: string;
  readonly sizeBytes: number;
}

/**
 * Re-hashes every blob (and every file's content inside every layer), and compares blobs, index and
 * index.json with each other. With `repair`, what can be made again from the index is; images and
 * cache records that need a damaged layer are removed, so that the store is whole afterwards.
 */
export async function checkStore(parts: StoreParts, options: FsckOptions): Promise<FsckReport> {
  const problems: FsckProblem[] = [];
  const blobs = await blobsOnDisk(parts);
  await checkReferences(parts, new Set(blobs.map((blob) => blob.digest)), options, problems);
  const checkedBytes = await checkContents(parts, blobs, options, problems);
  await checkUnreferenced(parts, blobs, options, problems);
  problems.push(...(await checkLeftovers(parts, options.repair)));
  problems.push(...(await checkLayout(parts, options.repair)));
  return { checkedBlobs: blobs.length, checkedBytes, problems };
}

async function blobsOnDisk(parts: StoreParts): Promise<ReadonlyArray<BlobOnDisk>> {
  const found: BlobOnDisk[] = [];
  for (const digest of await blobDigests(parts.paths)) {
    const blob = await stat(parts.paths.blob(digest)).catch(() => null);
    if (blob !== null) found.push({ digest, sizeBytes: blob.size });
  }
  return found;
}

/** Every digest the index speaks of must be there, and every image's layers must be indexed. */
async function checkReferences(
  parts: StoreParts,
  present: ReadonlySet<string>,
  options: FsckOptions,
  problems: FsckProblem[],
): Promise<void> {
  const referenced = parts.database.all<{ digest: string }>(
    `SELECT image_id AS digest FROM images UNION SELECT manifest_digest FROM images
     UNION SELECT diff_id FROM image_layers UNION SELECT diff_id FROM layers WHERE complete = 1`,
  );
  for (const { digest } of referenced) {
    if (present.has(digest)) continue;
    problems.push({
      code: 'BLOB_MISSING',
      subject: digest,
      message: `Blob ${digest} is missing`,
      repaired: options.repair && (await repairDigest(parts, digest)),
    });
  }
  const unindexed = parts.database.all<{ diff_id: string }>(
    `SELECT DISTINCT diff_id FROM image_layers WHERE NOT EXISTS
     (SELECT 1 FROM layers WHERE layers.diff_id = image_layers.diff_id AND complete = 1)`,
  );
  for (const { diff_id: digest } of unindexed) {
    if (!present.has(digest)) continue;
    problems.push({
      code: 'INDEX_MISMATCH',
      subject: digest,
      message: `Layer ${digest} has no file list in the index`,
      repaired: options.repair && (await repairLayerRows(parts, digest, options.signal)),
    });
  }
}

async function checkContents(
  parts: StoreParts,
  blobs: ReadonlyArray<BlobOnDisk>,
  options: FsckOptions,
  problems: FsckProblem[],
): Promise<number> {
  const totalBytes = blobs.reduce((sum, blob) => sum + blob.sizeBytes, 0);
  let doneBytes = 0;
  const onBytes = (count: number): void => {
    doneBytes += count;
    options.onProgress?.(doneBytes, totalBytes);
  };
  for (const blob of blobs) {
    options.signal.throwIfAborted();
    const problem = await checkBlob(parts, blob, options.signal, onBytes);
    if (problem === null) continue;
    const repaired =
      options.repair && (await repair(parts, blob.digest, problem.code, options.signal));
    problems.push({ ...problem, repaired });
  }
  return doneBytes;
}

function repair(
  parts: StoreParts,
  digest: string,
  code: FsckProblem['code'],
  signal: AbortSignal,
): Promise<boolean> {
  return code === 'INDEX_MISMATCH'
    ? repairLayerRows(parts, digest, signal)
    : repairDigest(parts, digest);
}

async function checkBlob(
  parts: StoreParts,
  blob: BlobOnDisk,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<Omit<FsckProblem, 'repaired'> | null> {
  const { digest, sizeBytes } = blob;
  const ranges = contentRanges(parts.layers.entries(digest));
  const path = parts.paths.blob(digest);
  // Taken away by a garbage collection since it was listed: not a problem.
  if ((await stat(path).catch(() => null)) === null) return null;
  const hashed = await hashBlob(path, ranges, signal, onBytes);
  if (hashed.digest !== digest) {
    const message = `Blob ${digest} has changed on disk: its content has digest ${hashed.digest}`;
    return { code: 'BLOB_CORRUPT', subject: digest, message };
  }
  const recorded = parts.layers.sizeBytes(digest);
  if (recorded !== null && recorded !== sizeBytes) {
    const message = `Layer ${digest} has ${sizeBytes} bytes, the index says ${recorded}`;
    return { code: 'INDEX_MISMATCH', subject: digest, message };
  }
  if (hashed.wrongEntries.length > 0) {
    const message = `Layer ${digest}: the index is wrong about ${hashed.wrongEntries.length} files, first ${hashed.wrongEntries[0] ?? ''}`;
    return { code: 'INDEX_MISMATCH', subject: digest, message };
  }
  return null;
}

async function checkUnreferenced(
  parts: StoreParts,
  blobs: ReadonlyArray<BlobOnDisk>,
  options: FsckOptions,
  problems: FsckProblem[],
): Promise<void> {
  const foreign = await reachableDigests(parts.paths, await parts.layout.foreign());
  const live = liveDigests(parts.database, parts.leases);
  const reported = new Set(problems.map((problem) => problem.subject));
  // Layers left by a removed image are in the index and wait for the next garbage collection.
  const orphans = blobs
    .map((blob) => blob.digest)
    .filter(
      (digest) =>
        !reported.has(digest) &&
        !live.has(digest) &&
        !foreign.has(digest) &&
        !parts.layers.has(digest),
    );
  const removed = options.repair
    ? (await parts.garbage.remove(orphans, options.signal)).removed
    : [];
  for (const digest of orphans) {
    problems.push({
      code: 'BLOB_UNREFERENCED',
      subject: digest,
      message: `Blob ${digest} belongs to nothing`,
      repaired: removed.includes(digest),
    });
  }
}

import type { FileDiff } from '../../../shared/model/snapshot';
import type { WorkerPool } from '../../worker/pool';

export type TextDiffer = Pick<WorkerPool, 'run'>;

/** Larger files are not compared line by line. */
export const diffLimitBytes = 1 << 20;
const sniffBytes = 8000;

/** One side of a comparison: the file's beginning, and the size of the whole. */
export interface FileSide {
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
}

/** What differs between two files; null where a side has none. Compared on a thread. */
export async function compareFiles(
  workers: TextDiffer,
  path: string,
  before: FileSide | null,
  after: FileSide | null,
  signal: AbortSignal,
): Promise<FileDiff> {
  const sizes = { beforeBytes: before?.sizeBytes ?? null, afterBytes: after?.sizeBytes ?? null };
  const known = { path, ...sizes, unified: '' };
  const sides = [before, after].filter((side) => side !== null);
  if (sides.length === 0) return { ...known, kind: 'no-file' };
  if (sides.some(({ bytes }) => isBinary(bytes))) return { ...known, kind: 'binary' };
  if (sides.some(({ sizeBytes }) => sizeBytes > diffLimitBytes))
    return { ...known, kind: 'too-large' };
  const text = (side: FileSide | null) =>
    side === null ? null : Buffer.from(side.bytes).toString('utf8');
  const unified = await workers.run(
    'text-diff',
    { path, before: text(before), after: text(after) },
    { signal },
  );
  return unified === null ? { ...known, kind: 'too-large' } : { ...known, kind: 'text', unified };
}

/** As git decides. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, sniffBytes).includes(0);
}

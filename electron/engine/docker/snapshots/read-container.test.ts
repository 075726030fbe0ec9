import { describe, expect, it } from 'vitest';
import { DarkroomError } from '../../../../shared/errors';
import type { ForeignSnapshots, ReadDifference } from '../../foreign-snapshots';
import type { PartRequest } from './difference-parts';
import { readContainer } from './read-container';

const found = { entries: [], missing: [], volumes: [], secrets: [], leftOutCount: 0 };
const reading = { changes: [], exclude: [], volumes: [] };
const request = { signal: new AbortController().signal } as PartRequest;

/** Reads, of which the first fail so. */
function reader(...failures: ReadonlyArray<Error>) {
  const left = [...failures];
  let count = 0;
  const read = (): Promise<ReadDifference> => {
    count += 1;
    const failure = left.shift();
    return failure === undefined ? Promise.resolve(found) : Promise.reject(failure);
  };
  return { snapshots: { read } as unknown as ForeignSnapshots, count: () => count };
}

const cutOff = new DarkroomError(
  'ARCHIVE_TRUNCATED',
  'Read the container: the archive ends too early',
);

describe('reading a container', () => {
  it('is tried again when an archive is cut off', async () => {
    const { snapshots, count } = reader(cutOff, cutOff);
    expect(await readContainer(snapshots, request, reading)).toBe(found);
    expect(count()).toBe(3);
  });

  it('fails when it is cut off each time', async () => {
    const { snapshots } = reader(cutOff, cutOff, cutOff);
    await expect(readContainer(snapshots, request, reading)).rejects.toBe(cutOff);
  });

  it('fails at once for any other reason', async () => {
    const other = new DarkroomError('NOT_FOUND', 'No such container');
    const { snapshots, count } = reader(other);
    await expect(readContainer(snapshots, request, reading)).rejects.toBe(other);
    expect(count()).toBe(1);
  });
});

import { setTimeout as delay } from 'node:timers/promises';
import { DarkroomError } from '../../../../shared/errors';
import type { ImageOperations } from '../../engine';
import type {
  DifferenceFilter,
  DifferencePart,
  ForeignSnapshots,
  ReadDifference,
  WrittenDifference,
} from '../../foreign-snapshots';
import type { ListedChange } from './change-list';
import {
  changeParts,
  inLayer,
  volumePart,
  type PartRequest,
  type VolumeRequest,
} from './difference-parts';

/** A container's image in the mirror. */
export interface ImageCopy {
  readonly mirror: ImageOperations;
  readonly id: string;
}

export interface ContainerReading {
  readonly changes: ReadonlyArray<ListedChange>;
  readonly exclude: ReadonlyArray<string>;
  readonly volumes: ReadonlyArray<VolumeRequest>;
}

/** Times that hard links may be asked for anew, or an archive be cut off, before it is an error. */
const attempts = 3;
/** Podman takes down a container's mounts some moments after its end, under what is being read of it. */
const retryDelayMs = 300;

/** Reads what changed and the volumes, for a look. */
export function readContainer(
  snapshots: ForeignSnapshots,
  request: PartRequest,
  reading: ContainerReading,
): Promise<ReadDifference> {
  return withMissing(request.signal, (alone) =>
    snapshots.read(partsOf(request, reading, alone), filterOf(reading), request.signal),
  );
}

/** The same as a layer in a file. */
export function writeContainer(
  snapshots: ForeignSnapshots,
  request: PartRequest,
  reading: ContainerReading,
): Promise<WrittenDifference> {
  return withMissing(
    request.signal,
    (alone) => snapshots.write(partsOf(request, reading, alone), filterOf(reading), request.signal),
    (incomplete) => incomplete.discard(),
  );
}

/**
 * A hard link whose first name is left out has its content there: such paths are read by themselves. What
 * was cut off is read once more.
 */
async function withMissing<Read extends ReadDifference>(
  signal: AbortSignal,
  read: (alone: ReadonlyArray<string>) => Promise<Read>,
  giveUp: (incomplete: Read) => Promise<void> = () => Promise.resolve(),
): Promise<Read> {
  let alone: ReadonlyArray<string> = [];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = await read(alone).catch((error: unknown) => {
      if (attempt + 1 < attempts && isCutOff(error)) return null;
      throw error;
    });
    if (found === null) {
      await delay(retryDelayMs, undefined, { signal }).catch(() => undefined);
      continue;
    }
    const missing = found.missing.filter((path) => !found.entries.some((one) => one.path === path));
    if (missing.length === 0) return found;
    await giveUp(found);
    alone = [...alone, ...missing];
  }
  throw new DarkroomError('CONFLICT', 'Read the container: its files change while they are read', {
    hint: 'Stop the container, or let it be paused, and try again.',
  });
}

const isCutOff = (error: unknown): boolean =>
  error instanceof DarkroomError && error.code === 'ARCHIVE_TRUNCATED';

async function* partsOf(
  request: PartRequest,
  { changes, volumes }: ContainerReading,
  alone: ReadonlyArray<string>,
): AsyncGenerator<DifferencePart> {
  yield* changeParts(request, changes, alone);
  for (const volume of volumes) yield* volumePart(request, volume);
}

function filterOf({ changes, exclude, volumes }: ContainerReading): DifferenceFilter {
  // What is mounted counts as a volume, not as a change.
  const mounts = new Set(volumes.filter(({ isIn }) => isIn).map(({ target }) => inLayer(target)));
  const paths = (isDeleted: boolean) =>
    changes
      .filter(({ kind }) => (kind === 'deleted') === isDeleted)
      .map(({ path }) => inLayer(path))
      .filter((path) => !mounts.has(path));
  return { present: paths(false), deleted: paths(true), exclude };
}

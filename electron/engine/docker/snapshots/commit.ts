import type { CommitOptions, CommitResult } from '../../../../shared/model/container';
import type { SecretFinding } from '../../../../shared/model/secret';
import type { WorkContext } from '../../engine';
import type { WrittenDifference } from '../../foreign-snapshots';
import { includedVolumes } from '../../included-volumes';
import { containerSummary, type ContainerAnswer } from '../containers/container-shapes';
import type { DockerApi } from '../docker-api';
import { listChanges } from './change-list';
import type { SnapshotParts } from './container-snapshots';
import { commitThere, makeHere, type SnapshotImage } from './make-image';
import { whilePaused } from './pause';
import { writeContainer } from './read-container';
import { changedVolumes, hasFiles } from './volume-changes';
import { volumesOf } from './volumes';

type CommitParts = Omit<SnapshotParts, 'connection'> & { readonly api: DockerApi };

/** What is known once the container may move again. */
interface Taken {
  readonly difference: WrittenDifference;
  readonly secrets: ReadonlyArray<SecretFinding>;
  /** Null where the image is still to be made of the difference. */
  readonly image: SnapshotImage | null;
}

/**
 * A snapshot. All that changed is read, so that no secret goes in unseen. Where nothing is left out and
 * no volume goes in, the engine makes the image itself, while the container still stands still;
 * otherwise it is made here of what was read, and loaded into the engine. SECRETS_FOUND.
 */
export async function commitContainer(
  parts: CommitParts,
  container: ContainerAnswer,
  options: CommitOptions,
  work: WorkContext,
): Promise<CommitResult> {
  const { api } = parts;
  const { snapshots } = parts.local;
  snapshots.checkOptions(options);
  const { name, imageId: parentImageId, imageName } = containerSummary(container);
  const rules = options.useRules === false ? [] : snapshots.rulesFor({ name, imageName });
  const exclude = [...rules.map(({ pattern }) => pattern), ...(options.exclude ?? [])];
  const volumes = volumesOf(container);
  const included = includedVolumes(volumes, options.includeVolumes, name);
  const requested = await volumeRequests(parts, container, included);
  const request = { api, id: container.Id, signal: work.signal, onBytes: counter(work) };
  const take = async (): Promise<Taken> => {
    const changes = await listChanges(api, container.Id, work.signal);
    const reading = { changes, exclude, volumes: requested };
    const difference = await writeContainer(snapshots, request, reading);
    try {
      const secrets = snapshots.checkSecrets(difference.secrets, {
        what: `Snapshot of ${name}`,
        allowSecrets: options.allowSecrets ?? false,
      });
      const isWhole = included.length === 0 && difference.leftOutCount === 0;
      return { difference, secrets, image: isWhole ? await commitThere(api, options, work) : null };
    } catch (error) {
      await difference.discard();
      throw error;
    }
  };
  const isHeld = container.State.Running && (options.pause ?? true);
  const { result: taken, pausedMs } = isHeld
    ? await whilePaused(api, container, take)
    : { result: await take(), pausedMs: 0 };
  const { difference, secrets } = taken;
  try {
    const image = taken.image ?? (await makeHere(parts, container, difference, options, work));
    snapshots.remember(parts.engine, {
      imageId: image.imageId,
      containerId: container.Id,
      containerName: name,
      parentImageId,
      parentImageName: imageName,
      createdAt: new Date().toISOString(),
      author: options.author ?? '',
      message: options.message ?? '',
      sizeBytes: image.sizeBytes,
    });
    const { sizeBytes } = image;
    work.progress({ done: sizeBytes, total: sizeBytes, unit: 'bytes', label: '' });
    const left = volumes.filter((volume) => !included.includes(volume));
    const looked = { api, id: container.Id, signal: work.signal };
    return {
      ...image,
      entryCount: difference.entries.length,
      pausedMs,
      rules,
      volumesLeftOut: await changedVolumes(parts, looked, container.Image, left),
      secrets,
    };
  } finally {
    await difference.discard();
  }
}

/** Volumes that go in; one hides what the image has at its place. */
async function volumeRequests(
  { copyOf }: CommitParts,
  container: ContainerAnswer,
  included: ReadonlyArray<{ readonly target: string }>,
) {
  if (included.length === 0) return [];
  const image = await copyOf(container.Image);
  return Promise.all(
    included.map(async ({ target }) => {
      const hides = await hasFiles(image, target);
      return { target, isIn: true, hides, limitBytes: null };
    }),
  );
}

function counter(work: WorkContext): (count: number) => void {
  let done = 0;
  return (count) => {
    done += count;
    work.progress({ done, total: null, unit: 'bytes', label: '' });
  };
}

import { DarkroomError } from '../../../../shared/errors';
import type { ImageSummary } from '../../../../shared/model/image';
import { shortId } from '../../../oci/digest';
import { isReference, parseReference } from '../../../oci/reference';
import type { ContainerRecord } from '../../../store/store';

/** What removing an image comes down to. */
export interface RemovalPlan {
  readonly untag: ReadonlyArray<string>;
  /** False while other names or a container still need the image. */
  readonly deleteImage: boolean;
}

/**
 * Docker's rules. By name: the name goes, and with the last one the image, unless a container uses it.
 * By id: all names go; several of them, or a stopped container, need force; a running container
 * forbids it. An image that a container uses keeps its record until the container is gone.
 * IN_USE, CONFLICT.
 */
export function planRemoval(
  image: ImageSummary,
  wanted: string,
  users: ReadonlyArray<ContainerRecord>,
  force: boolean,
): RemovalPlan {
  const name = namedBy(image, wanted);
  if (name !== null) {
    if (image.names.length > 1) return { untag: [name], deleteImage: false };
    if (users[0] !== undefined && !force)
      throw usedByContainer(`remove "${name}"`, image, users[0], force);
    return { untag: [name], deleteImage: users.length === 0 };
  }
  if (image.names.length > 1 && !force) {
    throw new DarkroomError(
      'CONFLICT',
      `conflict: unable to delete ${shortId(image.id)} (must be forced) - image is referenced in multiple repositories`,
      {
        data: { image: image.id, names: image.names },
        hint: 'Remove it by one of its names, or use --force.',
      },
    );
  }
  const running = users.find((user) => user.state === 'running' || user.state === 'paused');
  const blocking = running ?? users[0];
  const isBlocked = running !== undefined || !force || image.names.length === 0;
  if (blocking !== undefined && isBlocked) {
    throw usedByContainer(`delete ${shortId(image.id)}`, image, blocking, force);
  }
  return { untag: image.names, deleteImage: users.length === 0 };
}

/** The name of the image that `wanted` is, null when it is an id. */
function namedBy(image: ImageSummary, wanted: string): string | null {
  if (!isReference(wanted)) return null;
  const { familiar } = parseReference(wanted);
  return image.names.includes(familiar) ? familiar : null;
}

function usedByContainer(
  what: string,
  image: ImageSummary,
  container: ContainerRecord,
  force: boolean,
): DarkroomError {
  const isRunning = container.state === 'running' || container.state === 'paused';
  const how = isRunning ? 'cannot be forced' : 'must be forced';
  return new DarkroomError(
    'IN_USE',
    `conflict: unable to ${what} (${how}) - container ${container.id.slice(0, 12)} is using image ${shortId(image.id)}`,
    {
      data: { image: image.id, container: container.id },
      hint:
        isRunning || force
          ? `Stop and remove the container first: darkroom rm -f ${container.name}`
          : 'Remove the container first, or use --force to remove the name only.',
    },
  );
}

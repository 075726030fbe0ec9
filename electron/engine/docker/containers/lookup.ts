import { DarkroomError } from '../../../../shared/errors';
import type { DockerApi } from '../docker-api';
import type { ContainerAnswer } from './container-shapes';

export const place = (name: string) => `/containers/${encodeURIComponent(name)}`;

/** CONTAINER_NOT_FOUND, AMBIGUOUS_ID. */
export function inspect(api: DockerApi, name: string): Promise<ContainerAnswer> {
  return api.json<ContainerAnswer>({
    method: 'GET',
    path: `${place(name)}/json`,
    what: `Inspect container ${name}`,
  });
}

/** CONTAINER_NOT_RUNNING. */
export async function running(api: DockerApi, name: string): Promise<ContainerAnswer> {
  const container = await inspect(api, name);
  if (container.State.Running) return container;
  const known = container.Name.slice(1);
  throw new DarkroomError('CONTAINER_NOT_RUNNING', `Container ${known} is not running`, {
    data: { id: container.Id },
    hint: `Start it: darkroom start ${known}`,
  });
}

import { randomBytes } from 'node:crypto';
import { DarkroomError } from '../../../shared/errors';
import type {
  Volume,
  VolumeOptions,
  VolumePruneResult,
  VolumeSummary,
} from '../../../shared/model/volume';
import { throwIfAborted } from '../../base/abort';
import type { VolumeOperations } from '../engine';
import { ApiError } from './api-error';
import type { EngineConnection } from './connection';
import type { DockerApi } from './docker-api';

interface VolumeAnswer {
  readonly Name: string;
  readonly CreatedAt?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
  readonly Mountpoint?: string;
}

interface UserAnswer {
  readonly Id: string;
  readonly Mounts?: ReadonlyArray<{ readonly Type?: string; readonly Name?: string }> | null;
}

/** Docker 23 marks anonymous volumes so; before, and in Podman, the name tells. */
const anonymousLabel = 'com.docker.volume.anonymous';
const anonymousName = /^[0-9a-f]{64}$/;

export class DockerVolumes implements VolumeOperations {
  constructor(private readonly connection: EngineConnection) {}

  async list(): Promise<ReadonlyArray<VolumeSummary>> {
    const api = await this.connection.api();
    const [{ Volumes }, users] = await Promise.all([
      api.json<{ readonly Volumes: ReadonlyArray<VolumeAnswer> | null }>({
        method: 'GET',
        path: '/volumes',
        what: 'List volumes',
      }),
      volumeUsers(api),
    ]);
    return (Volumes ?? []).map((answer) => summary(answer, users));
  }

  async inspect(name: string): Promise<VolumeSummary> {
    const api = await this.connection.api();
    const [answer, users] = await Promise.all([ask(api, name), volumeUsers(api)]);
    return summary(answer, users);
  }

  async create(options: VolumeOptions): Promise<Volume> {
    const api = await this.connection.api();
    const isAnonymous = options.name === undefined;
    const Name = options.name ?? randomBytes(32).toString('hex');
    const Labels = { ...options.labels, ...(isAnonymous ? { [anonymousLabel]: '' } : {}) };
    const known = isAnonymous ? null : await ask(api, Name).catch(() => null);
    const answer =
      known ??
      (await api.json<VolumeAnswer>({
        method: 'POST',
        path: '/volumes/create',
        body: { Name, Labels },
        what: `Create volume ${Name}`,
      }));
    return volume(answer);
  }

  async remove(name: string, options: { readonly force: boolean }): Promise<void> {
    const api = await this.connection.api();
    const what = `Remove volume ${name}`;
    const path = `/volumes/${encodeURIComponent(name)}`;
    try {
      await ask(api, name);
      await api.json({ method: 'DELETE', path, query: { force: options.force }, what });
    } catch (error) {
      if (options.force && error instanceof DarkroomError && error.code === 'VOLUME_NOT_FOUND')
        return;
      if (
        error instanceof DarkroomError &&
        error.cause instanceof ApiError &&
        error.cause.status === 409
      ) {
        throw new DarkroomError('VOLUME_IN_USE', error.message, {
          data: { volume: name },
          hint: 'Remove the containers that use it first.',
          cause: error,
        });
      }
      throw error;
    }
  }

  /** One by one: engines cannot be told to keep those that `matches` does not take. */
  async prune(
    options: { readonly all: boolean; matches?(volume: Volume): boolean },
    signal: AbortSignal,
  ): Promise<VolumePruneResult> {
    const removed: string[] = [];
    const sizes = await volumeSizes(await this.connection.api());
    let freedBytes = 0;
    for (const one of await this.list()) {
      throwIfAborted(signal);
      if (one.usedBy.length > 0 || !(options.all || one.anonymous)) continue;
      if (options.matches?.(one) === false) continue;
      await this.remove(one.name, { force: false });
      removed.push(one.name);
      freedBytes += sizes.get(one.name) ?? 0;
    }
    return { removed, freedBytes };
  }
}

async function ask(api: DockerApi, name: string): Promise<VolumeAnswer> {
  try {
    return await api.json<VolumeAnswer>({
      method: 'GET',
      path: `/volumes/${encodeURIComponent(name)}`,
      what: `Inspect volume ${name}`,
    });
  } catch (error) {
    if (!(error instanceof DarkroomError) || !(error.cause instanceof ApiError)) throw error;
    if (error.cause.status !== 404) throw error;
    throw new DarkroomError('VOLUME_NOT_FOUND', `There is no volume named ${name}`, {
      data: { volume: name },
      hint: 'List them: darkroom volume ls',
      cause: error,
    });
  }
}

async function volumeUsers(api: DockerApi): Promise<ReadonlyArray<UserAnswer>> {
  return api.json<ReadonlyArray<UserAnswer>>({
    method: 'GET',
    path: '/containers/json',
    query: { all: true },
    what: 'List containers',
  });
}

async function volumeSizes(api: DockerApi): Promise<ReadonlyMap<string, number>> {
  const { Volumes } = await api.json<{
    readonly Volumes?: ReadonlyArray<{
      readonly Name: string;
      readonly UsageData?: { readonly Size: number } | null;
    }> | null;
  }>({ method: 'GET', path: '/system/df', what: 'Ask for the disk usage' });
  return new Map((Volumes ?? []).map((one) => [one.Name, Math.max(0, one.UsageData?.Size ?? 0)]));
}

function volume(answer: VolumeAnswer): Volume {
  const labels = answer.Labels ?? {};
  return {
    name: answer.Name,
    createdAt: answer.CreatedAt ?? '',
    labels,
    mountpoint: answer.Mountpoint ?? '',
    anonymous: anonymousLabel in labels || anonymousName.test(answer.Name),
  };
}

function summary(answer: VolumeAnswer, users: ReadonlyArray<UserAnswer>): VolumeSummary {
  const usedBy = users
    .filter(({ Mounts }) => (Mounts ?? []).some((mount) => mount.Name === answer.Name))
    .map(({ Id }) => Id);
  return { ...volume(answer), usedBy };
}

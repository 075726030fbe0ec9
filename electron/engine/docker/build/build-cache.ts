import { DarkroomError } from '../../../../shared/errors';
import type {
  BuildCacheItem,
  BuildCachePruneOptions,
  BuildCachePruneResult,
} from '../../../../shared/model/build-cache';
import type { WorkContext } from '../../engine';
import type { DockerApi } from '../docker-api';

interface CacheAnswer {
  readonly ID: string;
  readonly Type?: string;
  readonly Description?: string;
  readonly InUse?: boolean;
  readonly Shared?: boolean;
  readonly Size?: number;
  readonly CreatedAt?: string;
  readonly LastUsedAt?: string | null;
}

/** What BuildKit keeps on the engine, longest unused first; the classic builder keeps images only. */
export async function readBuildCache(api: DockerApi): Promise<ReadonlyArray<BuildCacheItem>> {
  const { BuildCache } = await api.json<{
    readonly BuildCache?: ReadonlyArray<CacheAnswer> | null;
  }>({ method: 'GET', path: '/system/df', what: 'Ask for the build cache' });
  return (BuildCache ?? []).map(item).sort((a, b) => (a.usedAt < b.usedAt ? -1 : 1));
}

function item(answer: CacheAnswer): BuildCacheItem {
  const createdAt = answer.CreatedAt ?? '';
  return {
    id: answer.ID,
    kind: answer.Type === 'exec.cachemount' ? 'mount' : 'layer',
    description: answer.Description ?? '',
    sizeBytes: answer.Size ?? 0,
    createdAt,
    usedAt: answer.LastUsedAt ?? createdAt,
    isShared: answer.Shared ?? false,
    isInUse: answer.InUse ?? false,
  };
}

/** `POST /build/prune`. NOT_SUPPORTED for limits that the engine cannot be told. */
export async function pruneBuildCache(
  api: DockerApi,
  options: BuildCachePruneOptions,
  work: WorkContext,
): Promise<BuildCachePruneResult> {
  if (api.isPodman) {
    throw new DarkroomError('NOT_SUPPORTED', 'Remove the build cache: Podman keeps none', {
      hint: 'What its builds keep are images without a name: “darkroom prune”.',
    });
  }
  if (options.maxUsedBytes !== undefined || options.minFreeBytes !== undefined) {
    throw new DarkroomError(
      'NOT_SUPPORTED',
      'This engine takes no such limit for its build cache',
      {
        hint: 'Say how much to keep, or since when it must not have been used.',
      },
    );
  }
  const before = await readBuildCache(api);
  const filters = {
    ...(options.unusedForMs === undefined
      ? {}
      : { 'unused-for': [`${Math.round(options.unusedForMs / 1000)}s`] }),
    ...(options.kind === 'mount' ? { type: ['exec.cachemount'] } : {}),
    ...(options.kind === 'layer' ? { type: ['regular'] } : {}),
    ...(options.ids === undefined ? {} : { id: options.ids }),
  };
  const answer = await api.json<{
    readonly CachesDeleted?: ReadonlyArray<string> | null;
    readonly SpaceReclaimed?: number;
  }>({
    method: 'POST',
    path: '/build/prune',
    query: {
      all: options.all,
      'keep-storage': options.reservedBytes,
      ...(Object.keys(filters).length === 0 ? {} : { filters: JSON.stringify(filters) }),
    },
    signal: work.signal,
    what: 'Remove the build cache',
  });
  const deleted = new Set(answer.CachesDeleted ?? []);
  return {
    removed: before.filter(({ id }) => deleted.has(id)),
    freedBytes: answer.SpaceReclaimed ?? 0,
  };
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheMount } from '../../../../dockerfile/dockerfile';
import { decodePath } from '../../../../base/path-bytes';
import type { StepMount } from '../../../../runtime/step';
import { buildKey } from '../cache/build-key';
import { cacheMountName, cacheMountsRoot, noteCacheMount } from '../cache/cache-mounts';
import { mergedFiles } from '../export/merged-files';
import { cleanLayerPath } from '../files/source-tree';
import type { BuildSession } from '../step-context';
import { lockCache } from './cache-locks';
import type { Release } from './secret-mounts';

export interface WantedCache {
  readonly mount: CacheMount;
  /** Where the step sees it. */
  readonly target: string;
  /** Layers that a new folder starts with the content of. */
  readonly read: ReadonlyArray<string>;
}

/** A folder that outlives the build; made with the mode, owner and content the mount asks for. */
export async function cacheMount(
  session: BuildSession,
  wanted: WantedCache,
  locks: Release[],
  signal: AbortSignal,
): Promise<StepMount> {
  const { mount, target, read } = wanted;
  const from = mount.from === '' ? [] : [mount.source, [...read]];
  const key = await takeCache(
    session,
    mount,
    buildKey('cache-mount', mount.id, mount.uid, mount.gid, mount.mode, ...from),
    locks,
    signal,
  );
  const folder = join(cacheMountsRoot(session.store), key);
  const isNew = (await mkdir(folder, { recursive: true, mode: 0o755 })) !== undefined;
  await noteCacheMount(folder, mount.id);
  const bind = { kind: 'bind', source: folder, target, readOnly: mount.readOnly } as const;
  if (!isNew) return bind;
  await furnish(session, wanted, folder, signal);
  const { uid = 0, gid = 0, mode = 0o755 } = mount;
  return { ...bind, owner: { uid, gid, mode } };
}

/** The key of the folder to use: with `sharing=private` the first that nobody uses. */
async function takeCache(
  session: BuildSession,
  mount: CacheMount,
  key: string,
  locks: Release[],
  signal: AbortSignal,
): Promise<string> {
  const name = cacheMountName(key);
  if (mount.sharing === 'shared') {
    session.hold(name);
    return key;
  }
  if (mount.sharing === 'locked') {
    locks.push(await lockCache(session.store, name, signal));
    return key;
  }
  for (let copy = 1; ; copy += 1) {
    const own = copy === 1 ? key : `${key}-${copy}`;
    const lock = session.store.tryLock(cacheMountName(own));
    if (lock === null) continue;
    locks.push(() => lock.dispose());
    return own;
  }
}

async function furnish(
  session: BuildSession,
  { mount, read }: WantedCache,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  if (mount.from === '') return;
  const source = cleanLayerPath(mount.source);
  const below = source === '' ? '' : `${source}/`;
  const all = await mergedFiles(session, read, null, signal);
  const files = all.flatMap((file) => {
    const { path, link } = file.entry;
    if (!path.startsWith(below)) return [];
    const entry = { ...file.entry, path: path.slice(below.length) };
    const isLink = entry.kind === 'hardlink' && link !== undefined;
    return [{ ...file, entry: isLink ? { ...entry, link: link.slice(below.length) } : entry }];
  });
  const targetPath = decodePath(Buffer.from(folder));
  await session.workers.run('write-folder', { targetPath, files }, { signal });
}

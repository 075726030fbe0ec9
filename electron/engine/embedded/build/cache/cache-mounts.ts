import { lstat, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '../../../../runtime/sandbox';
import type { Store } from '../../../../store/store';

/** A folder of `RUN --mount=type=cache`, which outlives builds. */
export interface CacheMountFolder {
  /** Of the folder, from id, owner and mode. */
  readonly key: string;
  /** As the Dockerfile says it. */
  readonly id: string;
  readonly createdAt: string;
  readonly usedAtMs: number;
  readonly sizeBytes: number;
  readonly isInUse: boolean;
}

type Parts = { readonly store: Store; readonly sandbox: Pick<Sandbox, 'removeTree'> };

export function cacheMountsRoot({ paths }: Pick<Store, 'paths'>): string {
  return join(paths.state, 'cache-mounts');
}

/** The name that leases hold while a step uses the folder. */
export function cacheMountName(key: string): string {
  return `cache-mount-${key}`;
}

/** Notes beside the folder what it is and that it is used now. */
export async function noteCacheMount(folder: string, id: string): Promise<void> {
  const note = `${folder}.json`;
  const content = JSON.stringify({ id, createdAt: new Date().toISOString() });
  await writeFile(note, content, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    return utimes(note, new Date(), new Date());
  });
}

export async function listCacheMounts({
  store,
}: Pick<Parts, 'store'>): Promise<ReadonlyArray<CacheMountFolder>> {
  const root = cacheMountsRoot(store);
  const names = await readdir(root).catch(() => []);
  const leased = store.leased();
  const found: CacheMountFolder[] = [];
  for (const key of names.filter((name) => !name.endsWith('.json'))) {
    const folder = join(root, key);
    const note = await readNote(folder);
    const sizeBytes = await sizeBelow(folder);
    found.push({ key, sizeBytes, isInUse: leased.has(cacheMountName(key)), ...note });
  }
  return found;
}

/** Takes a folder away unless a step uses it. Its files may belong to users of the sandbox. */
export async function removeCacheMount({ store, sandbox }: Parts, key: string): Promise<boolean> {
  const lock = store.leased().has(cacheMountName(key)) ? null : store.tryLock(cacheMountName(key));
  if (lock === null) return false;
  const folder = join(cacheMountsRoot(store), key);
  try {
    await rm(`${folder}.json`, { force: true });
    await rm(folder, { recursive: true, force: true }).catch(() => sandbox.removeTree(folder));
    return true;
  } finally {
    lock.dispose();
  }
}

async function readNote(
  folder: string,
): Promise<Pick<CacheMountFolder, 'id' | 'createdAt' | 'usedAtMs'>> {
  const path = `${folder}.json`;
  const found = await lstat(path).catch(() => lstat(folder));
  const text = await readFile(path, 'utf8').catch(() => '{}');
  const { id = '', createdAt = found.mtime.toISOString() } = JSON.parse(text) as Partial<
    Pick<CacheMountFolder, 'id' | 'createdAt'>
  >;
  return { id, createdAt, usedAtMs: found.mtimeMs };
}

/** Bytes of the files below; folders that only the sandbox may enter count as empty. */
async function sizeBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let total = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) total += await sizeBelow(path);
    else total += (await lstat(path).catch(() => null))?.size ?? 0;
  }
  return total;
}

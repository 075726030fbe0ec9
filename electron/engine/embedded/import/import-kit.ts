import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tarOf, type TarPart } from '../../../oci/layer/tar-test-kit';
import { openStore } from '../../../store/open-store';
import type { Store } from '../../../store/store';
import { WorkerPool } from '../../../worker/pool';
import type { WorkContext } from '../../engine';

/** For tests: a store and threads of their own in a temporary folder. */
export interface ImportKit {
  readonly folder: string;
  readonly store: Store;
  readonly workers: WorkerPool;
  /** What lies in the store beyond what an empty one has. */
  leftovers(): Promise<ReadonlyArray<string>>;
  dispose(): Promise<void>;
}

/** `shared`: threads that outlive the kit. */
export async function openImportKit(shared?: WorkerPool): Promise<ImportKit> {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-import-'));
  const store = await openStore(join(folder, 'store'));
  const workers = shared ?? new WorkerPool();
  return {
    folder,
    store,
    workers,
    leftovers: async () => [
      ...(await readdir(store.paths.tmp)).map((name) => `tmp/${name}`),
      ...(await readdir(store.paths.blobs)).map((name) => `blobs/${name}`),
      ...store.images.list().map(({ id }) => `image ${id}`),
    ],
    dispose: async () => {
      if (shared === undefined) await workers.dispose();
      store.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function quietWork(signal: AbortSignal = new AbortController().signal): WorkContext {
  return { signal, progress: () => undefined, log: () => undefined };
}

/** The first bytes of an arm64 program. */
export function program(): Buffer {
  const header = Buffer.alloc(64);
  header.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  header.writeUInt16LE(183, 18);
  return header;
}

/** For tests: the parts of a small root file system, below `prefix`. */
export function rootfsParts(prefix = ''): ReadonlyArray<TarPart> {
  return [
    { path: `${prefix}etc`, kind: 'directory', mode: 0o755 },
    {
      path: `${prefix}etc/os-release`,
      content: 'ID=alpine\nVERSION_ID=3.20\nPRETTY_NAME="Alpine Linux"\n',
    },
    { path: `${prefix}bin`, kind: 'directory', mode: 0o755 },
    { path: `${prefix}bin/busybox`, mode: 0o755, content: program() },
    { path: `${prefix}bin/sh`, kind: 'hardlink', link: `${prefix}bin/busybox` },
    { path: `${prefix}etc/alias`, kind: 'symlink', link: '/etc/os-release' },
  ];
}

export function rootfsTar(prefix = '', ...more: TarPart[]): Buffer {
  return tarOf(...more, ...rootfsParts(prefix));
}

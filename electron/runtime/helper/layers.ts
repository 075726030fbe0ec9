import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestHex, type HelperPaths } from '../paths';
import type { WorkerPool } from './worker-pool';

interface Unpacking {
  readonly done: Promise<string[]>;
  readonly controller: AbortController;
  waiters: number;
}

/** How long is waited for somebody to ask for a folder, in milliseconds. */
const offeredMs = 30_000;

/** The layers unpacked for running: made when first needed, each once however many ask. */
export class UnpackedLayers {
  private readonly running = new Map<string, Unpacking>();
  private readonly offers = new Map<string, string>();
  private count = 0;

  constructor(
    private readonly paths: HelperPaths,
    private readonly workFolder: string,
    private readonly workers: WorkerPool,
    private readonly userNamespace: boolean,
  ) {}

  folder(diffId: string): string {
    return join(this.paths.unpacked, digestHex(diffId));
  }

  /** Resolves with notes about what could not be kept, once all folders are there. */
  async ensure(diffIds: ReadonlyArray<string>, signal: AbortSignal): Promise<string[]> {
    const missing = [...new Set(diffIds)].filter((diffId) => !existsSync(this.folder(diffId)));
    const notes = await Promise.all(missing.map((diffId) => this.join(diffId, signal)));
    return [...new Set(notes.flat())];
  }

  /**
   * Takes over a folder that is what a layer unpacks to: whoever asks for the layer, which is in the store
   * by then, need not wait until it is unpacked. Returns what ends the waiting: then it stays if the layer
   * came into the store.
   */
  async offer(diffId: string, folder: string): Promise<() => void> {
    if (this.offers.has(diffId) || existsSync(this.folder(diffId))) return () => undefined;
    const place = await this.workPath(diffId);
    await rename(folder, place);
    this.offers.set(diffId, place);
    const giveUp = (): void => {
      clearTimeout(timer);
      if (this.offers.get(diffId) !== place) return;
      // What stays goes with the session's folder.
      this.keepOrRemove(diffId, place).catch(() => undefined);
    };
    const timer = setTimeout(giveUp, offeredMs).unref();
    return giveUp;
  }

  /** An image that was built is run, more often than not: what is in the store need not be unpacked for that. */
  private async keepOrRemove(diffId: string, place: string): Promise<void> {
    const isStored = existsSync(join(this.paths.blobs, digestHex(diffId)));
    if (isStored && (await this.takeOffer(diffId))) return;
    this.offers.delete(diffId);
    await rm(place, { recursive: true, force: true });
  }

  private async takeOffer(diffId: string): Promise<boolean> {
    const place = this.offers.get(diffId);
    if (place === undefined) return false;
    this.offers.delete(diffId);
    await moveInto(place, this.folder(diffId));
    // Still there where another one had come before.
    await rm(place, { recursive: true, force: true });
    return true;
  }

  /** Removes the folders; those in use are the caller's to leave out. */
  async evict(diffIds: ReadonlyArray<string>): Promise<void> {
    for (const diffId of diffIds) {
      const away = await this.workPath(diffId);
      try {
        await rename(this.folder(diffId), away);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
        throw error;
      }
      await rm(away, { recursive: true, force: true });
    }
  }

  /** Waits for an unpacking that others wait for too: it stops when the last of them gives up. */
  private async join(diffId: string, signal: AbortSignal): Promise<string[]> {
    let current = this.running.get(diffId);
    if (current === undefined) {
      const controller = new AbortController();
      const done = this.make(diffId, controller.signal).finally(() => this.running.delete(diffId));
      current = { done, controller, waiters: 0 };
      this.running.set(diffId, current);
    }
    const unpacking = current;
    unpacking.waiters += 1;
    const leave = () => {
      unpacking.waiters -= 1;
      if (unpacking.waiters === 0) unpacking.controller.abort();
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      const notes = await unpacking.done;
      signal.throwIfAborted();
      return notes;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  private async make(diffId: string, signal: AbortSignal): Promise<string[]> {
    return (await this.takeOffer(diffId)) ? [] : this.unpack(diffId, signal);
  }

  private async unpack(diffId: string, signal: AbortSignal): Promise<string[]> {
    const target = await this.workPath(diffId);
    const content = join(target, 'content');
    try {
      await mkdir(content, { recursive: true, mode: 0o755 });
      const blobPath = join(this.paths.blobs, digestHex(diffId));
      const { userNamespace } = this;
      const notes = await this.workers.run(
        { kind: 'unpack', blobPath, target: content, userNamespace },
        { signal },
      );
      await moveInto(content, this.folder(diffId));
      return notes;
    } finally {
      await rm(target, { recursive: true, force: true });
    }
  }

  private async workPath(diffId: string): Promise<string> {
    await mkdir(this.workFolder, { recursive: true, mode: 0o700 });
    this.count += 1;
    return join(this.workFolder, `${digestHex(diffId).slice(0, 16)}-${this.count}`);
  }
}

/** Where another one has come before, that one stays: both are the same layer. */
async function moveInto(folder: string, place: string): Promise<void> {
  try {
    await rename(folder, place);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** The folders and empty files that a sandbox mounts over, as the lowest layer of all. */
export async function makeStubs(folder: string, container: boolean): Promise<void> {
  for (const name of ['dev/pts', 'dev/shm', 'dev/mqueue', 'proc', 'sys', 'etc']) {
    await mkdir(join(folder, name), { recursive: true, mode: 0o755 });
  }
  const files = ['etc/hosts', 'etc/resolv.conf'];
  const ofContainers = ['etc/hostname', '.dockerenv', 'dev/console'];
  for (const name of container ? [...files, ...ofContainers] : files) {
    await writeFile(join(folder, name), '', { mode: 0o755 });
  }
  const mtab = join(folder, 'etc/mtab');
  if (container && !existsSync(mtab)) await symlink('/proc/mounts', mtab);
}

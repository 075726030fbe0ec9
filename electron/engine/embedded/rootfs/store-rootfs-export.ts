import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { throwIfAborted } from '../../../base/abort';
import { writeFileAtomically } from '../../../base/atomic-file';
import type { Store } from '../../../store/store';
import type { WorkerPool } from '../../../worker/pool';
import type { WorkContext } from '../../engine';
import type { RootfsExport, RootfsFormat } from '../../rootfs-export';
import { mergedFiles } from '../build/export/merged-files';
import { readImageFile } from '../images/read-file';
import { TreeCache } from '../images/tree-cache';
import { compressedFile } from '../registry/compressed-layer';
import { rootfsEntries } from './rootfs-entries';

const osReleaseBytes = 64 << 10;
const osReleasePaths = ['etc/os-release', 'usr/lib/os-release'];

/** Root file systems of images in the store. */
export class StoreRootfsExport implements RootfsExport {
  constructor(private readonly parts: { readonly store: Store; readonly workers: WorkerPool }) {}

  async write(
    name: string,
    format: RootfsFormat,
    target: NodeJS.WritableStream,
    work: WorkContext,
  ): Promise<void> {
    const { store, workers } = this.parts;
    const { signal } = work;
    const { config, summary } = store.images.find(name);
    const diffIds = config.rootfs.diff_ids;
    const lease = store.lease(diffIds);
    const staged = await store.blobs.stage();
    try {
      const files = await mergedFiles({ store }, diffIds, null, signal);
      const osRelease = await this.osRelease(diffIds);
      const entries = rootfsEntries(
        { name: summary.names[0] ?? name, config, files, osRelease },
        format,
      );
      const tar = await workers.run(
        'write-layer',
        { targetPath: staged.path, files: entries },
        { signal },
      );
      const { chunks, digest } = compressedFile(workers, staged.path, tar.diffId, 'gzip', signal);
      await pipeline(Readable.from(counted(chunks, work), { objectMode: true }), target, {
        signal,
        end: false,
      });
      await digest;
    } catch (error) {
      throwIfAborted(signal);
      throw error;
    } finally {
      await staged.discard();
      lease.dispose();
    }
  }

  async writeFile(
    name: string,
    format: RootfsFormat,
    path: string,
    work: WorkContext,
  ): Promise<void> {
    await writeFileAtomically(path, async (_, temporary) => {
      const target = createWriteStream(temporary, { flags: 'r+' });
      try {
        await this.write(name, format, target, work);
      } finally {
        await new Promise<void>((resolve) => target.end(() => resolve()));
      }
    });
  }

  private async osRelease(diffIds: ReadonlyArray<string>): Promise<string> {
    const { store } = this.parts;
    const tree = await new TreeCache(store.layers).get(diffIds);
    for (const path of osReleasePaths) {
      try {
        const content = await readImageFile(store, diffIds, tree, path, osReleaseBytes);
        return Buffer.from(content).toString('utf8');
      } catch {
        // Not every image has one; what it would say is then left open.
      }
    }
    return '';
  }
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  work: WorkContext,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of chunks) {
    yield chunk;
    done += chunk.length;
    work.progress({ done, total: null, unit: 'bytes', label: '' });
  }
}

import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BuildRequest, BuildResult } from '../../shared/model/build';
import type { ImageConfig } from '../../shared/model/image';
import type { JobLogInput } from '../../shared/model/job';
import type { LayerEntry } from '../../shared/model/layer';
import { EmbeddedBuilder } from '../../electron/engine/embedded/build/embedded-builder';
import { LayerWriter } from '../../electron/oci/layer/layer-writer';
import { TarParser } from '../../electron/oci/layer/tar-parser';
import { Sandbox } from '../../electron/runtime/sandbox';
import { openStore } from '../../electron/store/open-store';
import type { Store } from '../../electron/store/store';
import { WorkerPool } from '../../electron/worker/pool';

export interface BuildRun {
  readonly result: BuildResult;
  readonly config: ImageConfig;
  readonly log: ReadonlyArray<JobLogInput>;
}

/** A store of its own with a builder, for tests that build for real. */
export class BuildHarness {
  private constructor(
    readonly folder: string,
    readonly store: Store,
    readonly workers: WorkerPool,
    readonly sandbox: Sandbox,
  ) {}

  static async open(): Promise<BuildHarness> {
    const folder = await mkdtemp(join(tmpdir(), 'darkroom-build-'));
    const store = await openStore(join(folder, 'store'));
    return new BuildHarness(folder, store, new WorkerPool(), new Sandbox({ paths: store.paths }));
  }

  async close(): Promise<void> {
    await this.workers.dispose();
    await this.sandbox.removeTree(this.store.paths.unpacked).catch(() => undefined);
    this.sandbox.dispose();
    this.store.dispose();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** An image of one layer, the tar's entries as they are; answers the layer's diffID. */
  async addImage(tarPath: string, names: ReadonlyArray<string>): Promise<string> {
    const diffId = await this.addLayer(tarPath);
    const created = '2026-01-01T00:00:00Z';
    const config: ImageConfig = {
      created,
      architecture: 'amd64',
      os: 'linux',
      config: { Cmd: ['sh'] },
      rootfs: { type: 'layers', diff_ids: [diffId] },
      history: [{ created, comment: 'Imported from -' }],
    };
    await this.store.images.add({ config, origin: 'import', originDetail: 'base.tar' }, names);
    return diffId;
  }

  /** Puts a layer's entries into the store; returns the digest they have there. */
  async addLayer(tarPath: string): Promise<string> {
    const staged = await this.store.blobs.stage();
    const writer = new LayerWriter(staged.path);
    let pieces: Buffer[] = [];
    const parser = new TarParser({
      begin: () => (pieces = []),
      data: (chunk) => void pieces.push(Buffer.from(chunk)),
      end: (entry: LayerEntry) => {
        if (entry.kind === 'file') writer.add(entry, Buffer.concat(pieces));
        else writer.add(entry);
      },
    });
    for await (const chunk of createReadStream(tarPath)) parser.push(chunk as Buffer);
    parser.end();
    const { diffId, sizeBytes, entries } = writer.finish();
    await staged.commit(diffId, sizeBytes);
    await this.store.layers.put(diffId, sizeBytes, entries);
    return diffId;
  }

  async build(options: BuildRequest, signal = new AbortController().signal): Promise<BuildRun> {
    const log: JobLogInput[] = [];
    const builder = new EmbeddedBuilder(this);
    const work = {
      signal,
      progress: () => undefined,
      log: (entry: JobLogInput) => void log.push(entry),
    };
    const result = await builder.build({ network: 'host', ...options }, work);
    return { result, config: this.store.images.find(result.imageId).config, log };
  }
}

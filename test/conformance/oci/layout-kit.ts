import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOk } from '../../helpers/run';

type Json = Record<string, unknown>;

export interface RawDescriptor extends Json {
  mediaType: string;
  digest: string;
  size: number;
  annotations?: Record<string, string>;
  platform?: Json;
}

/** An OCI image layout in a folder, read and written with nothing of the program's own. */
export class RawLayout {
  constructor(readonly folder: string) {}

  static async copy(from: RawLayout, folder: string): Promise<RawLayout> {
    await cp(from.folder, folder, { recursive: true });
    return new RawLayout(folder);
  }

  async json(path: string): Promise<Json> {
    return JSON.parse(await readFile(join(this.folder, path), 'utf8')) as Json;
  }

  blobPath(digest: string): string {
    return join(this.folder, 'blobs', ...digest.split(':'));
  }

  async blob(descriptor: RawDescriptor): Promise<Json> {
    return JSON.parse(await readFile(this.blobPath(descriptor.digest), 'utf8')) as Json;
  }

  async put(content: Uint8Array | string, mediaType: string): Promise<RawDescriptor> {
    const bytes = Buffer.from(content);
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    await mkdir(join(this.folder, 'blobs/sha256'), { recursive: true });
    await writeFile(this.blobPath(digest), bytes);
    return { mediaType, digest, size: bytes.length };
  }

  async entries(): Promise<RawDescriptor[]> {
    return (await this.json('index.json'))['manifests'] as RawDescriptor[];
  }

  async setEntries(manifests: ReadonlyArray<RawDescriptor>): Promise<void> {
    const index = { ...(await this.json('index.json')), manifests };
    await writeFile(join(this.folder, 'index.json'), JSON.stringify(index));
  }

  /** The only image's parts. */
  async image() {
    const [entry] = await this.entries();
    if (entry === undefined) throw new Error('the layout is empty');
    const manifest = await this.blob(entry);
    const config = await this.blob(manifest['config'] as RawDescriptor);
    return { entry, manifest, config, layers: manifest['layers'] as RawDescriptor[] };
  }

  /** Changes the only image's config and manifest; what follows from the change is written too. */
  async change(
    edit: (parts: { manifest: Json; config: Json; layers: RawDescriptor[] }) => void,
  ): Promise<void> {
    const { entry, manifest, config, layers } = await this.image();
    edit({ manifest, config, layers });
    const { mediaType } = manifest['config'] as RawDescriptor;
    manifest['config'] = await this.put(JSON.stringify(config), mediaType);
    manifest['layers'] = layers;
    const put = await this.put(JSON.stringify(manifest), entry.mediaType);
    await this.setEntries([{ ...entry, ...put }]);
  }

  /** Replaces the layers by tars, in order. */
  async setLayers(
    tars: ReadonlyArray<Uint8Array>,
    mediaType = 'application/vnd.oci.image.layer.v1.tar',
  ): Promise<void> {
    const layers = await Promise.all(tars.map((tar) => this.put(tar, mediaType)));
    await this.change((parts) => {
      parts.layers.splice(0, Infinity, ...layers);
      parts.config['rootfs'] = { type: 'layers', diff_ids: layers.map(({ digest }) => digest) };
      parts.config['history'] = [];
    });
  }

  /** What GNU tar lists of a layer, compressed or not. */
  async list(layer: RawDescriptor): Promise<string[]> {
    const text = await runOk('tar', ['-tf', this.blobPath(layer.digest)]);
    return text.split('\n').flatMap((line) => line.replace(/^\.\//, '') || []);
  }

  async sizeOf(descriptor: RawDescriptor): Promise<number> {
    return (await stat(this.blobPath(descriptor.digest))).size;
  }
}

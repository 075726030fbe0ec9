import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarOf, type TarPart } from '../../../electron/oci/layer/tar-test-kit';
import { CommandKit, hasBusybox } from '../../helpers/command-kit';
import { RawLayout, type RawDescriptor } from './layout-kit';

const spec = 'application/vnd.oci.image';
const sha256 = /^sha256:[0-9a-f]{64}$/;

/** Rules of OCI image-spec 1.1 on what is written here and what is read; a test each, by its section. */
describe.skipIf(!hasBusybox)('OCI image-spec 1.1', () => {
  let kit: CommandKit;
  /** What `save --format oci-dir` wrote of an image with three layers. */
  let written: RawLayout;
  /** Another one, to be changed and loaded. */
  const variant = () => RawLayout.copy(written, kit.path('variant'));
  const load = (layout: RawLayout) => kit.darkroom.run(['load', '-i', layout.folder]);
  async function loaded(layout: RawLayout): Promise<string> {
    const { exitCode, stdout, stderr } = await load(layout);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    return stdout.trim().replace(/^Loaded image(?: ID)?: /, '');
  }
  const inImage = (image: string, script: string) =>
    kit.darkroom.ok(['run', '--rm', '--network', 'none', image, 'sh', '-c', script]);
  /** An image whose upper layers are these, on the base. */
  async function stacked(...uppers: ReadonlyArray<ReadonlyArray<TarPart>>): Promise<RawLayout> {
    const layout = await variant();
    const { layers } = await layout.image();
    const base = layers[0] as RawDescriptor;
    const tars = await Promise.all(
      uppers.map((parts) => layout.put(tarOf(...parts), `${spec}.layer.v1.tar`)),
    );
    await layout.change((image) => {
      image.layers.splice(0, Infinity, base, ...tars);
      const [bottom] = (image.config['rootfs'] as { diff_ids: string[] }).diff_ids;
      const diffIds = [bottom, ...tars.map(({ digest }) => digest)];
      image.config['rootfs'] = { type: 'layers', diff_ids: diffIds };
      image.config['history'] = [];
    });
    return layout;
  }

  beforeAll(async () => {
    kit = await CommandKit.open();
    const context = kit.context({
      Dockerfile: [
        'FROM base:1',
        'COPY old /srv/old',
        'RUN echo one > /srv/first && ln /srv/first /srv/twin && rm /srv/old',
        'LABEL org.example.kept=yes',
        'CMD ["sh"]',
      ].join('\n'),
      old: 'old\n',
    });
    await kit.darkroom.ok(['build', '-q', '-t', 'spec/app:1', context]);
    written = new RawLayout(kit.path('written'));
    await kit.darkroom.ok([...['save', '--format', 'oci-dir', '-o', written.folder], 'spec/app:1']);
  });
  afterAll(() => kit.close());

  describe('image-layout', () => {
    it('oci-layout MUST be a JSON object with imageLayoutVersion', async () => {
      expect(await written.json('oci-layout')).toMatchObject({ imageLayoutVersion: '1.0.0' });
    });

    it('a version that is not known is not read', async () => {
      const layout = await variant();
      await writeFile(join(layout.folder, 'oci-layout'), '{"imageLayoutVersion":"2.0.0"}');
      expect((await load(layout)).stderr).toContain('ARCHIVE_NOT_AN_IMAGE');
    });

    it('oci-layout MAY include additional fields', async () => {
      const layout = await variant();
      const text = '{"imageLayoutVersion":"1.0.0","org.example":1}';
      await writeFile(join(layout.folder, 'oci-layout'), text);
      expect(await loaded(layout)).toBe('spec/app:1');
    });

    it('index.json MUST be an image index, names in org.opencontainers.image.ref.name', async () => {
      expect(await written.json('index.json')).toMatchObject({ schemaVersion: 2 });
      const [entry] = await written.entries();
      expect(entry?.annotations?.['org.opencontainers.image.ref.name']).toContain('1');
    });

    it('a blob MUST be stored below its algorithm and MUST match its digest', async () => {
      const layout = await variant();
      const { manifest } = await layout.image();
      const config = manifest['config'] as RawDescriptor;
      const text = JSON.stringify(await layout.blob(config)).replace('linux', 'linuy');
      await writeFile(layout.blobPath(config.digest), text);
      expect((await load(layout)).stderr).toContain('DIGEST_MISMATCH');
    });

    it('blobs MAY be there that nothing refers to', async () => {
      const layout = await variant();
      await layout.put('nobody needs this', 'text/plain');
      expect(await loaded(layout)).toBe('spec/app:1');
    });

    it('a blob that is missing is said', async () => {
      const layout = await variant();
      const { layers } = await layout.image();
      await layout.change((image) => {
        const digest = `sha256:${'0'.repeat(64)}`;
        image.layers[1] = { ...(layers[1] as RawDescriptor), digest };
      });
      const { stderr } = await load(layout);
      expect(stderr).toContain('0000');
      expect(stderr).toContain('is missing');
    });
  });

  describe('descriptor', () => {
    it('mediaType, digest and size are REQUIRED, and right', async () => {
      const { entry, manifest, layers } = await written.image();
      for (const descriptor of [entry, manifest['config'] as RawDescriptor, ...layers]) {
        expect(descriptor.mediaType).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/);
        expect(descriptor.digest).toMatch(sha256);
        expect(descriptor.size).toBe(await written.sizeOf(descriptor));
      }
    });

    it('content whose size is another one SHOULD NOT be trusted', async () => {
      for (const part of ['config', 'layer'] as const) {
        const layout = await variant();
        const { manifest, entry } = await layout.image();
        const wrong =
          part === 'config'
            ? (manifest['config'] as RawDescriptor)
            : (manifest['layers'] as RawDescriptor[])[0];
        if (wrong !== undefined) wrong.size += 1;
        const put = await layout.put(JSON.stringify(manifest), entry.mediaType);
        await layout.setEntries([{ ...entry, ...put }]);
        expect((await load(layout)).stderr).toContain('DIGEST_MISMATCH');
      }
    });

    it('a digest of an algorithm that is not known SHOULD pass', async () => {
      const layout = await variant();
      const [entry] = await layout.entries();
      const odd = { ...(entry as RawDescriptor), digest: 'multihash+base58:QmRZxt2b1FVZPNqd8hs' };
      await layout.setEntries([odd, entry as RawDescriptor]);
      expect(await loaded(layout)).toBe('spec/app:1');
    });

    it.each(['sha256:short', `sha256:${'A'.repeat(64)}`, 'nothing', 'sha512:00'])(
      'a digest MUST have the form of its algorithm: %s',
      async (digest) => {
        const layout = await variant();
        const [entry] = await layout.entries();
        await layout.setEntries([{ ...(entry as RawDescriptor), digest }]);
        expect((await load(layout)).stderr).toContain('STORE_CORRUPT');
      },
    );

    it('fields that are not known are passed over', async () => {
      const layout = await variant();
      const [entry] = await layout.entries();
      await layout.setEntries([{ ...(entry as RawDescriptor), 'org.example': { x: 1 } }]);
      expect(await loaded(layout)).toBe('spec/app:1');
    });
  });

  describe('manifest', () => {
    it('schemaVersion MUST be 2, mediaType MUST be that of a manifest', async () => {
      const { manifest } = await written.image();
      expect(manifest).toMatchObject({
        schemaVersion: 2,
        mediaType: `${spec}.manifest.v1+json`,
        config: { mediaType: `${spec}.config.v1+json` },
      });
      const layout = await variant();
      await layout.change((image) => (image.manifest['schemaVersion'] = 3));
      expect((await load(layout)).stderr).toContain('STORE_CORRUPT');
    });

    it('layers MUST have the base at index 0 and follow in stack order', async () => {
      const { layers, config } = await written.image();
      const { diff_ids: diffIds } = config['rootfs'] as { diff_ids: string[] };
      expect(layers).toHaveLength(diffIds.length);
      expect(await written.list(layers[0] as RawDescriptor)).toContain('bin/busybox');
      expect(await written.list(layers[1] as RawDescriptor)).toContain('srv/old');
    });

    it.each(['', '+gzip', '+zstd'])('layers of tar%s MUST be supported', async (suffix) => {
      const layout = new RawLayout(kit.path('compressed'));
      const compression = suffix === '' ? 'none' : suffix.slice(1);
      const name = `spec/${compression}:1`;
      const context = kit.context({ Dockerfile: 'FROM spec/app:1\n' });
      const output = `type=oci,tar=false,dest=${layout.folder},name=${name},compression=${compression === 'none' ? 'uncompressed' : compression},force-compression=true`;
      await kit.darkroom.ok(['build', '-q', '--output', output, context]);
      const { layers } = await layout.image();
      expect(new Set(layers.map(({ mediaType }) => mediaType))).toEqual(
        new Set([`${spec}.layer.v1.tar${suffix}`]),
      );
      const image = await loaded(layout);
      expect(await inImage(image, 'cat /srv/first')).toBe('one');
    });

    it('layers that are called non-distributable SHOULD be read as others', async () => {
      const layout = await variant();
      await layout.change(({ layers }) => {
        for (const layer of layers)
          layer.mediaType = layer.mediaType.replace('layer.v1', 'layer.nondistributable.v1');
      });
      expect(await inImage(await loaded(layout), 'cat /srv/first')).toBe('one');
    });

    it('annotations are kept as they are', async () => {
      const layout = await variant();
      await layout.change(({ manifest, config }) => {
        manifest['annotations'] = { 'org.example.a': '' };
        config['author'] = 'another image';
      });
      const again = new RawLayout(kit.path('again'));
      const image = await loaded(layout);
      await kit.darkroom.ok(['save', '--format', 'oci-dir', '-o', again.folder, image]);
      expect((await again.image()).manifest['annotations']).toEqual({ 'org.example.a': '' });
    });

    it('artifacts beside an image are passed over, and alone are said to be none', async () => {
      const layout = await variant();
      const [entry] = await layout.entries();
      const empty = await layout.put('{}', 'application/vnd.oci.empty.v1+json');
      const artifact = {
        schemaVersion: 2,
        artifactType: 'text/x-sbom',
        config: empty,
        layers: [empty],
      };
      const put = await layout.put(JSON.stringify(artifact), `${spec}.manifest.v1+json`);
      await layout.setEntries([put, entry as RawDescriptor]);
      expect(await loaded(layout)).toBe('spec/app:1');
      await layout.setEntries([put]);
      const { stderr } = await load(layout);
      expect(stderr).toContain('ARCHIVE_NOT_AN_IMAGE');
      expect(stderr).toContain('text/x-sbom');
    });
  });

  describe('image-index', () => {
    it('manifests of media types that are not known are passed over', async () => {
      const layout = await variant();
      const [entry] = await layout.entries();
      const other = await layout.put('<xml/>', 'application/xml');
      await layout.setEntries([other, entry as RawDescriptor]);
      expect(await loaded(layout)).toBe('spec/app:1');
    });

    it('of several that match the first SHOULD be used, below nested indexes too', async () => {
      const layout = await variant();
      const [entry] = await layout.entries();
      const platform = { os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : 'arm64' };
      const manifest = { ...(entry as RawDescriptor), platform };
      const absent = {
        ...manifest,
        digest: `sha256:${'1'.repeat(64)}`,
        platform: { os: 'linux', architecture: 's390x' },
      };
      const index = { schemaVersion: 2, manifests: [absent, manifest] };
      const type = `${spec}.index.v1+json`;
      const inner = await layout.put(JSON.stringify(index), type);
      const outer = await layout.put(
        JSON.stringify({ schemaVersion: 2, mediaType: type, manifests: [inner] }),
        type,
      );
      await layout.setEntries([{ ...outer, annotations: entry?.annotations ?? {} }]);
      expect(await loaded(layout)).toBe('spec/app:1');
    });
  });

  describe('config', () => {
    it('architecture, os and rootfs are REQUIRED; type MUST be layers', async () => {
      const { config, layers } = await written.image();
      expect(config).toMatchObject({ os: 'linux', rootfs: { type: 'layers' } });
      expect(['amd64', 'arm64']).toContain(config['architecture']);
      const { diff_ids: diffIds } = config['rootfs'] as { diff_ids: string[] };
      expect(diffIds).toHaveLength(layers.length);
      for (const diffId of diffIds) expect(diffId).toMatch(sha256);
    });

    it('created is a time as RFC 3339 has it; history has an entry per layer', async () => {
      const { config, layers } = await written.image();
      expect(config['created']).toMatch(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
      );
      const history = config['history'] as { empty_layer?: boolean }[];
      expect(history.filter((line) => line.empty_layer !== true)).toHaveLength(layers.length);
      expect(history.some((line) => line.empty_layer === true)).toBe(true);
    });

    it('the image id is the digest of the config', async () => {
      const { manifest } = await written.image();
      const id = await kit.darkroom.ok(['images', '-q', '--no-trunc', 'spec/app:1']);
      expect(id).toBe((manifest['config'] as RawDescriptor).digest);
    });

    it('fields that are not known are kept, and so is the id', async () => {
      const layout = await variant();
      await layout.change(({ config }) => (config['org.example'] = [1, 2]));
      const { manifest } = await layout.image();
      const id = (await loaded(layout)) && (manifest['config'] as RawDescriptor).digest;
      const text = await kit.darkroom.ok(['images', '-q', '--no-trunc', '-a']);
      expect(text.split('\n')).toContain(id);
    });

    it('a layer MUST have the diffID that the config says', async () => {
      const layout = await variant();
      await layout.change(({ config }) => {
        const { diff_ids: diffIds } = config['rootfs'] as { diff_ids: string[] };
        diffIds[2] = `sha256:${'2'.repeat(64)}`;
      });
      expect((await load(layout)).stderr).toContain('DIGEST_MISMATCH');
    });
  });

  describe('layer', () => {
    it('MUST NOT hold a path twice; removals are whiteouts, hard links name their file', async () => {
      const { layers } = await written.image();
      for (const layer of layers) {
        const names = await written.list(layer);
        expect(new Set(names).size).toBe(names.length);
      }
      const top = await written.list(layers[2] as RawDescriptor);
      expect(top).toEqual(expect.arrayContaining(['srv/.wh.old', 'srv/first', 'srv/twin']));
      expect(await inImage('spec/app:1', 'stat -c %h /srv/first; ls /srv')).toBe('2\nfirst\ntwin');
    });

    it('a whiteout MUST hide what lower layers have, and be hidden itself', async () => {
      const layout = await stacked(
        [
          { path: 'a', kind: 'directory', mode: 0o755 },
          { path: 'a/one', content: '1' },
        ],
        [{ path: 'a/.wh.one', kind: 'file' }],
      );
      expect(await inImage(await loaded(layout), 'ls -A /a')).toBe('');
    });

    it.each([
      ['before', 0],
      ['behind', 1],
    ] as const)(
      'a whiteout MUST only apply to lower layers, though it stands %s its siblings',
      async (_where, order) => {
        const mark: TarPart = { path: 'a/.wh.one', kind: 'file' };
        const file: TarPart = { path: 'a/one', content: 'new' };
        const folder: TarPart = { path: 'a', kind: 'directory', mode: 0o755 };
        const layout = await stacked(
          [folder, { path: 'a/one', content: 'old' }],
          [folder, ...(order === 0 ? [mark, file] : [file, mark])],
        );
        expect(await inImage(await loaded(layout), 'cat /a/one')).toBe('new');
      },
    );

    it.each([
      ['first', 0],
      ['last', 1],
    ] as const)(
      'an opaque whiteout MUST hide all that is below it, wherever it stands: %s',
      async (_where, order) => {
        const mark: TarPart = { path: 'a/.wh..wh..opq', kind: 'file' };
        const parts: TarPart[] = [
          { path: 'a/b', kind: 'directory', mode: 0o755 },
          { path: 'a/b/foo', content: 'foo' },
        ];
        const folder: TarPart = { path: 'a', kind: 'directory', mode: 0o755 };
        const layout = await stacked(
          [folder, ...parts.slice(0, 1), { path: 'a/b/bar', content: 'bar' }],
          [folder, ...(order === 0 ? [mark, ...parts] : [...parts, mark])],
        );
        expect(await inImage(await loaded(layout), 'ls /a/b')).toBe('foo');
      },
    );

    it('a folder over a folder MUST take the new attributes; anything else replaces', async () => {
      const layout = await stacked(
        [
          { path: 'a', kind: 'directory', mode: 0o755 },
          { path: 'a/kept', content: 'kept' },
          { path: 'b', kind: 'directory', mode: 0o755 },
          { path: 'b/gone', content: 'gone' },
          { path: 'c', content: 'a file' },
        ],
        [
          { path: 'a', kind: 'directory', mode: 0o711, uid: 7, gid: 8 },
          { path: 'b', content: 'now a file' },
          { path: 'c', kind: 'directory', mode: 0o755 },
        ],
      );
      const script = 'stat -c "%a %u %g" /a; cat /a/kept /b; stat -c %F /c';
      expect(await inImage(await loaded(layout), script)).toBe('711 7 8\nkeptnow a filedirectory');
    });
  });
});

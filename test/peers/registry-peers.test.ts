import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quietWork } from '../../electron/engine/embedded/import/import-kit';
import { dockerNames, dockerPeer } from '../helpers/peers';
import { hasRegistry, startRegistry, type TestRegistry } from '../helpers/registry';
import { isInstalled, runOk } from '../helpers/run';
import { openTransferKit, type TransferKit } from '../helpers/transfer-kit';

const tools = new Map(
  await Promise.all(
    ['skopeo', 'podman', 'buildah'].map(async (name) => [name, await isInstalled(name)] as const),
  ),
);
const dockers = await Promise.all(dockerNames.map((name) => dockerPeer(name)));
/** Several blocks, and so several members of gzip. */
const content = Buffer.concat([randomBytes(70_000), Buffer.alloc(3 << 20, 'layer')]);

interface Inspected {
  readonly id: string;
  readonly layers: ReadonlyArray<string>;
}

/** A tool that pulls and pushes, and says what it got. */
interface Peer {
  readonly name: string;
  readonly isHere: boolean;
  pull(name: string): Promise<Inspected>;
  /** Pushes what was pulled under another name. */
  push(name: string, target: string): Promise<void>;
  /** The file that tells images apart. */
  read(name: string): Promise<Buffer>;
  remove(...names: ReadonlyArray<string>): Promise<void>;
}

describe.skipIf(!(await hasRegistry()))('round trips through a registry', () => {
  let registry: TestRegistry;
  let kit: TransferKit;
  let folder = '';
  let name = '';
  let id = '';
  let digest = '';
  beforeAll(async () => {
    registry = await startRegistry();
    kit = await openTransferKit();
    folder = await mkdtemp(join(tmpdir(), 'darkroom-round-'));
    name = `${registry.host}/ours:1`;
    id = await kit.image(name, content);
    ({ digest } = await kit.transfers.push(name, {}, quietWork()));
  });
  afterAll(async () => {
    await kit.dispose();
    await registry.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const ours = (): Inspected => ({
    id,
    layers: kit.store.images.find(id).config.rootfs.diff_ids,
  });

  for (const peer of peers(() => folder)) {
    describe.skipIf(!peer.isHere)(peer.name, () => {
      it(
        'gets from us, and gives back, the same digests and files',
        { timeout: 120_000 },
        async () => {
          const target = `${registry.host}/back/${peer.name.replace(/\W/g, '')}:1`;
          try {
            expect(await peer.pull(name)).toEqual(ours());
            expect((await peer.read(name)).equals(content)).toBe(true);
            await peer.push(name, target);
            const other = await openTransferKit();
            try {
              const pulled = await other.transfers.pull(target, {}, quietWork());
              const { config, summary } = other.store.images.find(target);
              expect({ id: pulled.imageId, layers: config.rootfs.diff_ids }).toEqual(ours());
              // What came from elsewhere and goes elsewhere keeps its digest.
              const again = `${registry.host}/again/${peer.name.replace(/\W/g, '')}:1`;
              const pushed = await other.transfers.push(target, { target: again }, quietWork());
              expect(pushed.digest).toBe(pulled.digest);
              expect(
                other.store.images.tryFind(`${again.slice(0, -2)}@${pulled.digest}`),
              ).toMatchObject({
                summary: { id: summary.id },
              });
              const report = await other.store.fsck({
                repair: false,
                signal: new AbortController().signal,
              });
              expect(report.problems).toEqual([]);
            } finally {
              await other.dispose();
            }
          } finally {
            await peer.remove(name, target);
          }
        },
      );
    });
  }

  it('in every form we push', async () => {
    for (const [format, compression] of [
      ['oci', 'gzip'],
      ['docker', 'gzip'],
      ['oci', 'zstd'],
    ] as const) {
      const target = `${registry.host}/forms/${format}-${compression}:1`;
      const pushed = await kit.transfers.push(name, { target, format, compression }, quietWork());
      const other = await openTransferKit();
      try {
        const pulled = await other.transfers.pull(target, {}, quietWork());
        expect(pulled).toMatchObject({ imageId: id, digest: pushed.digest });
        // The same layer gives the same bytes, whoever compresses it: no digest is new.
        const again = await kit.transfers.push(name, { target, format, compression }, quietWork());
        expect(again.digest).toBe(pushed.digest);
      } finally {
        await other.dispose();
      }
    }
    expect((await kit.transfers.push(name, {}, quietWork())).digest).toBe(digest);
  });

  it('keeps the digest also on the way to a registry that has nothing of it', async () => {
    const second = await startRegistry();
    const other = await openTransferKit();
    try {
      const pulled = await other.transfers.pull(name, {}, quietWork());
      const target = `${second.host}/moved:1`;
      const pushed = await other.transfers.push(name, { target }, quietWork());
      expect(pushed.digest).toBe(pulled.digest);
    } finally {
      await other.dispose();
      await second.stop();
    }
  });

  it('fetches nothing that is there', async () => {
    const again = await kit.transfers.pull(name, {}, quietWork());
    expect(again).toMatchObject({ imageId: id, digest, changed: false });
  });
});

function peers(folder: () => string): ReadonlyArray<Peer> {
  const skopeo = (...args: ReadonlyArray<string>) => runOk('skopeo', args);
  return [
    ...dockers.map((docker, index): Peer => {
      const run = (...args: ReadonlyArray<string>) =>
        docker?.docker(...args) ?? Promise.resolve('');
      return {
        name: dockerNames[index] ?? '',
        isHere: docker !== null,
        async pull(name) {
          await run('pull', '-q', name);
          const [one] = JSON.parse(await run('inspect', name)) as {
            Id: string;
            RootFS: { Layers: string[] };
          }[];
          return { id: one?.Id ?? '', layers: one?.RootFS.Layers ?? [] };
        },
        async push(name, target) {
          await run('tag', name, target);
          await run('push', '-q', target);
        },
        async read(name) {
          const container = (await run('create', name)).trim();
          const path = join(folder(), `content-${index}`);
          try {
            // cp runs in the client, which sees the folder.
            await run('cp', `${container}:/usr/share/content`, path);
            return await readFile(path);
          } finally {
            await run('rm', container);
          }
        },
        async remove(...names) {
          await run('rmi', '-f', ...names).catch(() => '');
        },
      };
    }),
    {
      name: 'skopeo',
      isHere: tools.get('skopeo') === true,
      async pull(name) {
        const layout = `oci:${join(folder(), 'skopeo')}:x`;
        await skopeo('copy', '-q', '--src-tls-verify=false', `docker://${name}`, layout);
        const raw = JSON.parse(await skopeo('inspect', '--raw', layout)) as {
          config: { digest: string };
        };
        const config = JSON.parse(await skopeo('inspect', '--config', layout)) as {
          rootfs: { diff_ids: string[] };
        };
        return { id: raw.config.digest, layers: config.rootfs.diff_ids };
      },
      async push(_name, target) {
        const layout = `oci:${join(folder(), 'skopeo')}:x`;
        await skopeo('copy', '-q', '--dest-tls-verify=false', layout, `docker://${target}`);
      },
      async read() {
        const bundle = join(folder(), 'bundle');
        const image = `${join(folder(), 'skopeo')}:x`;
        await runOk('umoci', ['unpack', '--rootless', '--image', image, bundle]);
        return readFile(join(bundle, 'rootfs/usr/share/content'));
      },
      remove: () => Promise.resolve(),
    },
    ...(['podman', 'buildah'] as const).map((tool): Peer => {
      const run = (...args: ReadonlyArray<string>) => runOk(tool, args);
      return {
        name: tool,
        isHere: tools.get(tool) === true,
        async pull(name) {
          await run('pull', '-q', '--tls-verify=false', name);
          if (tool === 'buildah') {
            const { FromImageID, OCIv1 } = JSON.parse(
              await run('inspect', '--type', 'image', name),
            ) as { FromImageID: string; OCIv1: { rootfs: { diff_ids: string[] } } };
            return { id: `sha256:${FromImageID}`, layers: OCIv1.rootfs.diff_ids };
          }
          const [one] = JSON.parse(await run('image', 'inspect', name)) as {
            Id: string;
            RootFS: { Layers: string[] };
          }[];
          return { id: `sha256:${one?.Id ?? ''}`, layers: one?.RootFS.Layers ?? [] };
        },
        async push(name, target) {
          await run('push', '-q', '--tls-verify=false', name, `docker://${target}`);
        },
        async read(name) {
          const path = join(folder(), `content-${tool}`);
          if (tool === 'podman') {
            const container = (await run('create', name)).trim();
            await run('cp', `${container}:/usr/share/content`, path);
            await run('rm', container);
            return readFile(path);
          }
          const container = (await run('from', '--pull-never', name)).trim();
          const mounted = (await run('mount', container)).trim();
          const read = await readFile(join(mounted, 'usr/share/content'));
          await run('rm', container);
          return read;
        },
        async remove(...names) {
          await run('rmi', '-f', ...names).catch(() => '');
        },
      };
    }),
  ];
}

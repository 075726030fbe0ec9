import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { libdeflate } from '../../electron/base/native/libdeflate';
import { quietWork } from '../../electron/engine/embedded/import/import-kit';
import { encodePushManifest } from '../../electron/engine/embedded/registry/push-manifest';
import { compressGzip } from '../../electron/oci/layer/compress/gzip';
import { describe as descriptorOf } from '../../electron/oci/descriptor';
import { mediaTypes } from '../../electron/oci/media-types';
import { parseReference } from '../../electron/oci/reference';
import { uploadBlob } from '../../electron/registry/transfer/upload';
import { hasRegistry, startRegistry } from '../helpers/registry';
import { openTransferKit, type TransferKit } from '../helpers/transfer-kit';

const what = 'test';
const { signal } = new AbortController();
const content = Buffer.concat([randomBytes(70_000), Buffer.alloc(3 << 20, 'layer')]);

/** Puts an image of the store under a name as it was pushed before libdeflate was there. */
async function pushWithZlib(kit: TransferKit, id: string, name: string): Promise<string> {
  const repository = kit.registries.writable(parseReference(name), {});
  const [diffId = ''] = kit.store.images.find(id).config.rootfs.diff_ids;
  const parts: Uint8Array[] = [];
  for await (const part of compressGzip(createReadStream(kit.store.paths.blob(diffId)), {
    library: null,
  }))
    parts.push(part);
  const upload = async (bytes: Buffer): Promise<{ digest: string; size: number }> => {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const chunks = (async function* () {
      yield await Promise.resolve(bytes);
    })();
    const open = () => ({ chunks, digest: Promise.resolve(digest) });
    await uploadBlob(repository, { open }, { what, signal });
    return { digest, size: bytes.length };
  };
  const layer = await upload(Buffer.concat(parts));
  const config = await upload(await kit.store.blobs.read(id));
  const { bytes, mediaType } = encodePushManifest(
    'oci',
    { mediaType: mediaTypes.config, ...config },
    [{ mediaType: mediaTypes.layerGzip, ...layer }],
    undefined,
  );
  await repository.putManifest('1', bytes, mediaType, what, signal);
  return descriptorOf(mediaType, bytes).digest;
}

describe.skipIf(!(await hasRegistry()) || libdeflate() === null)(
  'a layer that another library compressed here',
  () => {
    it('comes from where it is, and is compressed anew, once, where that is gone', async () => {
      const [first, second, third] = [
        await startRegistry(),
        await startRegistry(),
        await startRegistry(),
      ];
      const maker = await openTransferKit();
      const kit = await openTransferKit();
      const other = await openTransferKit();
      try {
        const name = `${first.host}/image:1`;
        const id = await maker.image(name, content);
        const digest = await pushWithZlib(maker, id, name);
        expect(await kit.transfers.pull(name, {}, quietWork())).toMatchObject({ digest });
        const [diffId = ''] = kit.store.images.find(id).config.rootfs.diff_ids;
        const [blob] = kit.store.distribution.layerBlobs(diffId);
        if (blob === undefined) throw new Error('the pull kept no digest');
        kit.store.distribution.putLayerBlob({ ...blob, madeHere: true });

        const relayed = await kit.transfers.push(
          name,
          { target: `${second.host}/image:1` },
          quietWork(),
        );
        expect(relayed.digest).toBe(digest);

        await first.stop();
        await second.stop();
        const notes: string[] = [];
        const target = `${third.host}/image:1`;
        const pushed = await kit.transfers.push(
          name,
          { target },
          {
            ...quietWork(),
            log: (entry) => {
              if (entry.kind === 'message') notes.push(entry.text);
            },
          },
        );
        expect(pushed.digest).not.toBe(digest);
        const made = kit.store.distribution
          .layerBlobs(diffId)
          .filter((one) => one.digest !== blob.digest);
        expect(made).toMatchObject([{ madeHere: true, compression: 'gzip' }]);
        expect(notes).toContainEqual(`Layer ${made[0]?.digest} is there already`);
        expect(await other.transfers.pull(target, {}, quietWork())).toMatchObject({
          imageId: id,
          digest: pushed.digest,
        });
      } finally {
        await Promise.all([maker, kit, other].map((one) => one.dispose()));
        await Promise.all([first, second, third].map((one) => one.stop()));
      }
    });
  },
);

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DarkroomError } from '../../../../shared/errors';
import { throwIfAborted } from '../../../base/abort';
import { writeFileAtomically } from '../../../base/atomic-file';
import { compressGzip } from '../../../oci/layer/compress/gzip';
import { compressXz, compressZstd } from '../../../oci/layer/compress/with-tool';
import { encodeHeader } from '../../../oci/layer/tar-encode';
import { blockSize, paddingOf } from '../../../oci/layer/tar-format';
import type { SaveOptions, WorkContext } from '../../engine';
import type { ArchiveDeps } from './deps';
import { planArchive, type PlannedMember } from './save-plan';

const chunkBytes = 1 << 20;

/**
 * `docker save`: one tar that is an OCI image layout and, in `docker` format, also what every docker
 * since 1.10 loads (manifest.json). The same images give the same bytes (compressed, with the same
 * compressor). A file appears only when it is whole. IMAGE_NOT_FOUND.
 */
export async function saveArchive(
  deps: ArchiveDeps,
  names: ReadonlyArray<string>,
  target: string | NodeJS.WritableStream,
  options: SaveOptions,
  work: WorkContext,
): Promise<void> {
  const { format, without } = options;
  const plan = await planArchive(
    deps.store,
    names,
    format === 'docker' ? 'docker' : 'oci',
    without,
  );
  if (format === 'oci-dir') await saveFolder(deps, plan, target, options, work);
  else await writeArchive(deps, plan, target, options.compression, work);
  const { images, events } = deps.store;
  const ids = names.flatMap((name) => images.tryFind(name)?.summary.id ?? []);
  for (const id of new Set(ids))
    events.add({ type: 'image', action: 'save', id, attributes: { name: id } });
}

/** An OCI layout as a folder, made or added to; its files are never compressed as a whole. */
async function saveFolder(
  deps: ArchiveDeps,
  plan: ReadonlyArray<PlannedMember>,
  target: string | NodeJS.WritableStream,
  { compression }: SaveOptions,
  work: WorkContext,
): Promise<void> {
  if (typeof target !== 'string' || compression !== 'none') {
    throw new DarkroomError(
      'INVALID_ARGUMENT',
      'Save as a folder: it needs a path, and no compression',
      {
        hint: 'Use the format “oci” for one file or a pipe.',
      },
    );
  }
  const lease = deps.store.lease(plan.flatMap(({ digest }) => (digest === null ? [] : [digest])));
  try {
    const { writeLayout } = await import('../build/export/write-layout');
    await writeLayout(target, plan, work);
  } finally {
    lease.dispose();
  }
}

/** Writes the members as a tar; the blobs of the store among them are held meanwhile. */
export async function writeArchive(
  deps: Pick<ArchiveDeps, 'store'>,
  plan: ReadonlyArray<PlannedMember>,
  target: string | NodeJS.WritableStream,
  compression: SaveOptions['compression'],
  work: WorkContext,
): Promise<void> {
  const lease = deps.store.lease(plan.flatMap(({ digest }) => (digest === null ? [] : [digest])));
  try {
    if (typeof target !== 'string') await write(plan, compression, target, work);
    else if (await isSpecial(target)) await writeToFile(plan, compression, target, work);
    else {
      await writeFileAtomically(target, (_, temporary) =>
        writeToFile(plan, compression, temporary, work),
      );
    }
  } finally {
    lease.dispose();
  }
}

/** Pipes and devices are written to as they are: there is nothing to rename. */
async function isSpecial(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && !found.isFile();
}

async function writeToFile(
  plan: ReadonlyArray<PlannedMember>,
  compression: SaveOptions['compression'],
  path: string,
  work: WorkContext,
): Promise<void> {
  const { createWriteStream } = await import('node:fs');
  const flags = (await isSpecial(path)) ? 'w' : 'r+';
  await write(
    plan,
    compression,
    createWriteStream(path, { flags, highWaterMark: 4 * chunkBytes }),
    work,
  );
}

async function write(
  plan: ReadonlyArray<PlannedMember>,
  compression: SaveOptions['compression'],
  target: NodeJS.WritableStream,
  work: WorkContext,
): Promise<void> {
  const bytes = compressed(tarOf(plan, work), compression);
  const { signal } = work;
  const isStandard = target === process.stdout;
  try {
    await pipeline(Readable.from(bytes, { objectMode: true, highWaterMark: 2 }), target, {
      signal,
      end: !isStandard,
    });
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  }
}

/** gzip on as many threads as libuv has; zstd and xz with the system's tools. NOT_SUPPORTED. */
function compressed(
  tar: AsyncIterable<Uint8Array>,
  compression: SaveOptions['compression'],
): AsyncIterable<Uint8Array> {
  switch (compression) {
    case 'none':
      return tar;
    case 'gzip':
      return compressGzip(tar);
    case 'zstd':
      return compressZstd(tar);
    case 'xz':
      return compressXz(tar);
  }
}

async function* tarOf(
  plan: ReadonlyArray<PlannedMember>,
  work: WorkContext,
): AsyncGenerator<Buffer> {
  const total = plan.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let done = 0;
  const report = (): void => work.progress({ done, total, unit: 'bytes', label: '' });
  for (const { path, content, sizeBytes } of plan) {
    const kind = content.kind === 'folder' ? 'directory' : 'file';
    const mode = kind === 'directory' ? 0o755 : 0o644;
    yield encodeHeader({
      path,
      kind,
      mode,
      uid: 0,
      gid: 0,
      sizeBytes,
      mtimeSeconds: 0,
      mtimeNanos: 0,
    });
    if (content.kind === 'bytes') yield content.bytes;
    if (content.kind === 'file') {
      const end = Math.max(0, sizeBytes - 1);
      for await (const chunk of createReadStream(content.path, {
        end,
        highWaterMark: chunkBytes,
      })) {
        yield chunk as Buffer;
        done += (chunk as Buffer).length;
        report();
      }
    } else done += sizeBytes;
    const padding = paddingOf(sizeBytes);
    if (padding > 0) yield Buffer.alloc(padding);
  }
  yield Buffer.alloc(2 * blockSize);
  report();
}

import { open } from 'node:fs/promises';
import { DarkroomError } from '../../../../shared/errors';
import { onAbort } from '../../../base/abort';
import { detectCompression, magicBytes } from '../../../oci/layer/compression';
import { describeContent, looksLikeTar } from '../../../oci/layer/content-kind';
import type { WorkContext } from '../../engine';
import type { OpenedSource } from './archive-source';
import type { ArchiveDeps } from './deps';
import { notAnImage, TarImageArchive, type ImageArchive } from './image-archive';
import { StreamFeeder } from './stream-feeder';

/**
 * Makes a source one that can be sought in, lists it and hands it to `use`. What is compressed or a
 * stream is first written, decompressed, to a temporary file, which is gone at the end.
 */
export async function withTarArchive<T>(
  deps: ArchiveDeps,
  opened: OpenedSource,
  work: WorkContext,
  use: (archive: ImageArchive) => Promise<T>,
): Promise<T> {
  const { source } = opened;
  const head = source.kind === 'file' ? await readHead(source.path) : null;
  if (source.kind === 'file' && head !== null && detectCompression(head) === 'none') {
    checkTar(head, opened.label);
    return use(await list(deps, source.path, work));
  }
  const staged = await deps.store.blobs.stage();
  try {
    work.log({ kind: 'message', text: 'Unpacking the archive to a temporary file.' });
    await spool(deps, opened, staged.path, work);
    checkTar(await readHead(staged.path), opened.label);
    return await use(await list(deps, staged.path, work));
  } finally {
    await staged.discard();
  }
}

async function list(
  deps: ArchiveDeps,
  path: string,
  { signal }: WorkContext,
): Promise<ImageArchive> {
  const { members } = await deps.workers.run('list-archive', { path }, { signal });
  return new TarImageArchive(path, members);
}

async function spool(
  deps: ArchiveDeps,
  { source, totalBytes }: OpenedSource,
  targetPath: string,
  work: WorkContext,
): Promise<void> {
  const feeder = source.kind === 'stream' ? new StreamFeeder(source.chunks) : null;
  feeder?.forget();
  const aborting = onAbort(work.signal, () => feeder?.dispose());
  const input =
    source.kind === 'file' ? source : feeder && ({ kind: 'port', port: feeder.port } as const);
  if (input === null) throw new TypeError('a stream has a feeder');
  try {
    await deps.workers.run(
      'spool',
      { source: input, targetPath },
      {
        signal: work.signal,
        ...(feeder === null ? {} : { transfer: [feeder.port] }),
        onProgress: ({ sourceBytes }) =>
          work.progress({
            done: sourceBytes,
            total: totalBytes,
            unit: 'bytes',
            label: 'unpacking',
          }),
      },
    );
  } finally {
    aborting.dispose();
    feeder?.dispose();
    if (source.kind === 'stream') void source.chunks.return?.();
  }
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(magicBytes);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function checkTar(head: Buffer, label: string): void {
  if (looksLikeTar(head)) return;
  const { text } = describeContent(head);
  const error = notAnImage(`“${label}” is ${text}, not a tar`);
  throw new DarkroomError(error.code, error.message, { data: { looksLike: text } });
}

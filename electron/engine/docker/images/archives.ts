import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { DarkroomError } from '../../../../shared/errors';
import type { Compression, ImportResult } from '../../../../shared/model/import';
import type { ImageOperations, SaveOptions, WorkContext } from '../../engine';
import { passImages, type ArchiveTarget } from '../../send-image';
import { ApiError, apiError } from '../api-error';
import type { DockerApi } from '../docker-api';
import type { LocalParts } from '../local-parts';
import { countBytes, counted } from './byte-progress';
import { imageNames, prefixedId, type ImageAnswer } from './image-shapes';

interface LoadLine {
  readonly stream?: string;
  readonly error?: string;
}

/** An engine and what it has. */
export interface LoadTarget {
  readonly api: DockerApi;
  readonly images: Pick<ImageOperations, 'knownLayers'>;
}

/** Loads a docker archive by streaming it, and what an engine does not read by way of the mirror. */
export async function loadImages(
  target: LoadTarget,
  local: LocalParts,
  source: string | NodeJS.ReadableStream,
  work: WorkContext,
): Promise<ImportResult> {
  const { api } = target;
  if (typeof source !== 'string') {
    return sendArchive(api, api.isPodman ? await withoutGzip(source) : source, null, work);
  }
  const identified = await local.files.images.identify(source, work.signal);
  const isRead =
    identified.kind === 'docker-archive' && readsCompression(api, identified.compression);
  if (identified.kind === 'oci-archive' || (identified.kind === 'docker-archive' && !isRead)) {
    const mirror = await local.mirror();
    const loaded = await mirror.load(source, work);
    return sendThroughMirror(
      target,
      mirror,
      loaded.names.length > 0 ? loaded.names : loaded.imageIds,
      work,
    );
  }
  if (identified.kind !== 'docker-archive') {
    throw new DarkroomError('ARCHIVE_NOT_AN_IMAGE', `Load “${source}”: it holds no image`, {
      data: { path: source },
      hint: 'A root file system is imported: “darkroom import FILE NAME”.',
    });
  }
  return sendArchive(api, createReadStream(source), (await stat(source)).size, work);
}

/** What the engine takes apart itself when it loads. */
function readsCompression(api: DockerApi, compression: Compression): boolean {
  if (compression === 'none') return true;
  if (api.isPodman) return false;
  // zstd came with Docker 23.
  return compression !== 'zstd' || Number(api.version.split('.')[1]) >= 42;
}

/** A pipe that may be gzipped, for engines that load plain archives only. */
async function withoutGzip(source: NodeJS.ReadableStream): Promise<Readable> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await chunks.next();
  const start = first.done === true ? Buffer.alloc(0) : Buffer.from(first.value);
  const whole = Readable.from(
    (async function* () {
      yield start;
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
        yield next.value;
      }
    })(),
    { objectMode: false },
  );
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  if (!isGzip) return whole;
  const plain = createGunzip();
  whole.on('error', (error) => plain.destroy(error));
  return whole.pipe(plain);
}

/** Sends images of the mirror's to the engine and takes their names off the mirror. */
export async function sendThroughMirror(
  target: LoadTarget,
  mirror: ImageOperations,
  names: ReadonlyArray<string>,
  work: WorkContext,
): Promise<ImportResult> {
  try {
    return await sendFromMirror(target, mirror, names, work);
  } finally {
    for (const name of names) await mirror.remove(name, { force: true }).catch(() => undefined);
  }
}

/** Sends images of the mirror's to the engine: what it lacks of them. */
export function sendFromMirror(
  { api, images }: LoadTarget,
  mirror: ImageOperations,
  names: ReadonlyArray<string>,
  work: WorkContext,
): Promise<ImportResult> {
  const target: ArchiveTarget = {
    knownLayers: (diffIds) => images.knownLayers(diffIds),
    load: (pipe, loading) => sendArchive(api, pipe as NodeJS.ReadableStream, null, loading),
  };
  return passImages(mirror, names, target, work);
}

async function sendArchive(
  api: DockerApi,
  source: NodeJS.ReadableStream,
  sizeBytes: number | null,
  work: WorkContext,
): Promise<ImportResult> {
  const answer = api.lines<LoadLine>({
    method: 'POST',
    path: '/images/load',
    query: { quiet: true },
    stream: counted(source, work, sizeBytes),
    signal: work.signal,
    what: 'Load images',
  });
  const loaded = await readLoaded(answer);
  const images = await Promise.all(
    loaded.map((name) =>
      api.json<ImageAnswer>({
        method: 'GET',
        path: `/images/${encodeURIComponent(name)}/json`,
        what: `Inspect image ${name}`,
      }),
    ),
  );
  return {
    imageIds: [...new Set(images.map((image) => prefixedId(image.Id)))],
    names: imageNames(loaded.filter((name) => !name.startsWith('sha256:'))),
    loaded: true,
  };
}

/** Names and ids; the words are the same in all versions of Docker and in Podman. */
async function readLoaded(answer: AsyncIterable<LoadLine>): Promise<ReadonlyArray<string>> {
  const loaded: string[] = [];
  for await (const line of answer) {
    if (line.error !== undefined) throw apiError('Load images', new ApiError(500, line.error));
    for (const text of (line.stream ?? '').split('\n')) {
      const match = /^Loaded image(?: ID|\(s\))?: (.+)$/.exec(text.trim());
      if (match?.[1] !== undefined) loaded.push(...match[1].split(',').map((name) => name.trim()));
    }
  }
  if (loaded.length > 0) return loaded;
  throw new DarkroomError('ARCHIVE_NOT_AN_IMAGE', 'Load images: the archive holds none', {
    hint: 'A root file system is imported: “darkroom import FILE NAME”.',
  });
}

/** `GET /images/get`: docker's archive as the engine writes it, gzipped here; others are written here. */
export async function saveImages(
  api: DockerApi,
  local: LocalParts,
  names: ReadonlyArray<string>,
  target: string | NodeJS.WritableStream,
  options: SaveOptions,
  work: WorkContext,
): Promise<void> {
  const isTheirs = options.compression === 'none' || options.compression === 'gzip';
  if (options.format !== 'docker' || !isTheirs) {
    return saveThroughMirror(api, local, names, target, options, work);
  }
  const source = await openSaved(api, names, work);
  const steps = options.compression === 'gzip' ? [createGzip()] : [];
  if (typeof target !== 'string') {
    await pipeline([source, countBytes(work, null), ...steps, target], {
      signal: work.signal,
      // Who reads a pipe waits for its end.
      end: target !== process.stdout,
    });
    return;
  }
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    const file = createWriteStream(temporary, { flags: 'wx' });
    await pipeline([source, countBytes(work, null), ...steps, file], { signal: work.signal });
    await rename(temporary, target);
  } finally {
    await rm(temporary, { force: true });
  }
}

export async function openSaved(
  api: DockerApi,
  names: ReadonlyArray<string>,
  work: Pick<WorkContext, 'signal'>,
): Promise<Readable> {
  // An engine that misses one of them says so in the middle of the archive.
  for (const name of names) {
    await api.json({
      method: 'GET',
      path: `/images/${encodeURIComponent(name)}/json`,
      what: `Save image ${name}`,
    });
  }
  return api.stream({
    method: 'GET',
    path: '/images/get',
    query: { names },
    signal: work.signal,
    what: `Save ${names.join(', ')}`,
  });
}

/** What the engine does not write itself: OCI layouts, as a tar or a folder, and other compressions. */
async function saveThroughMirror(
  api: DockerApi,
  local: LocalParts,
  names: ReadonlyArray<string>,
  target: string | NodeJS.WritableStream,
  options: SaveOptions,
  work: WorkContext,
): Promise<void> {
  const mirror = await local.mirror();
  const loaded = await mirror.load(await openSaved(api, names, work), work);
  const wanted = loaded.names.length > 0 ? loaded.names : loaded.imageIds;
  try {
    await mirror.save(wanted, target, options, work);
  } finally {
    for (const name of wanted) await mirror.remove(name, { force: true }).catch(() => undefined);
  }
}

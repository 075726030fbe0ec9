import { Transform } from 'node:stream';
import { DarkroomError } from '../../shared/errors';
import type { SendTarget } from '../../shared/model/registry';
import { onAbort } from '../base/abort';
import type { ImageDetail } from '../../shared/model/image';
import type { ImportResult } from '../../shared/model/import';
import type { Engine, ImageOperations, WorkContext } from './engine';

/** The engines that images can be sent to. */
export interface EngineDirectory {
  /** ENGINE_NOT_FOUND. */
  get(name: string): Promise<Engine>;
}

/**
 * Brings an image from one engine to another or to a registry; answers its name there. Between engines
 * the archive that one writes is what the other reads, with no copy of it anywhere. ENGINE_NOT_FOUND,
 * CONFLICT when both are one.
 */
export async function sendImage(
  source: Engine,
  name: string,
  target: SendTarget,
  engines: EngineDirectory,
  work: WorkContext,
): Promise<string> {
  if (target.kind === 'registry') {
    return (await source.images.push(name, { target: target.name }, work)).name;
  }
  const engine = await engines.get(target.engineId);
  if (engine.id === source.id) {
    throw new DarkroomError('CONFLICT', `Send ${name}: it is on “${engine.id}” already`, {
      data: { engine: engine.id },
    });
  }
  return sendToEngine(source, name, engine, work);
}

/** `save` of one engine piped into `load` of the other. */
async function sendToEngine(
  source: Engine,
  name: string,
  target: Engine,
  work: WorkContext,
): Promise<string> {
  // Only archives that are written here can have something left out.
  const to = source.kind === 'embedded' ? target.images : wantsAll(target.images);
  const { names } = await passImages(source.images, [name], to, work);
  return names[0] ?? name;
}

/** What takes an archive. */
export type ArchiveTarget = Pick<ImageOperations, 'knownLayers' | 'load'>;

function wantsAll(images: ImageOperations): ArchiveTarget {
  return { load: (pipe, work) => images.load(pipe, work), knownLayers: () => Promise.resolve(0) };
}

/**
 * Writes images as an archive into a pipe that the target loads, with no copy of it anywhere; layers
 * that the target has are left out. Where it refuses then, because one is gone meanwhile, all is sent.
 */
export async function passImages(
  source: Pick<ImageOperations, 'inspect' | 'save'>,
  names: ReadonlyArray<string>,
  target: ArchiveTarget,
  work: WorkContext,
): Promise<ImportResult> {
  const images = await Promise.all(names.map((name) => source.inspect(name)));
  const sizes = new Map(
    images.flatMap(({ layers }) => layers.map((layer) => [layer.diffId, layer.sizeBytes] as const)),
  );
  const without = await knownTo(target, images);
  const send = (left: ReadonlySet<string>): Promise<ImportResult> => {
    let total = 0;
    for (const [diffId, size] of sizes) if (!left.has(diffId)) total += size;
    return passOnce(source, names, target, { without: left, total }, work);
  };
  try {
    return await send(without);
  } catch (error) {
    const isRefused = error instanceof DarkroomError && error.code === 'ENGINE_FAILED';
    if (!isRefused || without.size === 0) throw error;
    work.log({ kind: 'message', text: 'The engine lacks a layer: sending the whole image.' });
    return send(new Set());
  }
}

/** Layers that the target has for every image that has them: one may be wanted in another order. */
async function knownTo(
  target: ArchiveTarget,
  images: ReadonlyArray<Pick<ImageDetail, 'layers'>>,
): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  const wanted = new Set<string>();
  for (const { layers } of images) {
    const diffIds = layers.map(({ diffId }) => diffId);
    const count = await target.knownLayers(diffIds);
    diffIds.forEach((diffId, index) => (index < count ? known : wanted).add(diffId));
  }
  return new Set([...known].filter((diffId) => !wanted.has(diffId)));
}

/** The first failure of either end ends both. */
async function passOnce(
  source: Pick<ImageOperations, 'save'>,
  names: ReadonlyArray<string>,
  target: Pick<ImageOperations, 'load'>,
  { without, total }: { readonly without: ReadonlySet<string>; readonly total: number },
  work: WorkContext,
): Promise<ImportResult> {
  let done = 0;
  const pipe = new Transform({
    highWaterMark: 4 << 20,
    transform(chunk: Buffer, _encoding, pass) {
      done += chunk.length;
      work.progress({ done, total: Math.max(total, done), unit: 'bytes', label: '' });
      pass(null, chunk);
    },
  });
  // An end that fails before the other has begun leaves nobody who listens; `failed` tells of it.
  pipe.on('error', () => undefined);
  const both = new AbortController();
  const aborting = onAbort(work.signal, () => both.abort());
  let first: { readonly error: unknown } | null = null;
  const failed = (error: unknown): never => {
    first ??= { error };
    both.abort();
    pipe.destroy(error instanceof Error ? error : undefined);
    throw error;
  };
  const quiet: WorkContext = { signal: both.signal, log: work.log, progress: () => undefined };
  try {
    const saving = source
      .save(names, pipe, { format: 'docker', compression: 'none', without }, quiet)
      .catch(failed);
    const loading = target.load(pipe, quiet).catch(failed);
    const [, loaded] = await Promise.allSettled([saving, loading]);
    if (first !== null) throw (first as { readonly error: unknown }).error;
    if (loaded.status === 'fulfilled') return loaded.value;
    throw loaded.reason;
  } finally {
    aborting.dispose();
    pipe.destroy();
  }
}

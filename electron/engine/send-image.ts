import { Transform } from 'node:stream';
import { DarkroomError } from '../../shared/errors';
import type { SendTarget } from '../../shared/model/registry';
import { onAbort } from '../base/abort';
import type { Engine, WorkContext } from './engine';

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

/** `save` of one engine piped into `load` of the other; the first failure of either ends both. */
async function sendToEngine(
  source: Engine,
  name: string,
  target: Engine,
  work: WorkContext,
): Promise<string> {
  const { sizeBytes } = await source.images.inspect(name);
  let done = 0;
  const pipe = new Transform({
    highWaterMark: 4 << 20,
    transform(chunk: Buffer, _encoding, pass) {
      done += chunk.length;
      work.progress({ done, total: Math.max(sizeBytes, done), unit: 'bytes', label: '' });
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
    const saving = source.images
      .save([name], pipe, { format: 'docker', compression: 'none' }, quiet)
      .catch(failed);
    const loading = target.images.load(pipe, quiet).catch(failed);
    const [, loaded] = await Promise.allSettled([saving, loading]);
    if (first !== null) throw (first as { readonly error: unknown }).error;
    const names = loaded.status === 'fulfilled' ? loaded.value.names : [];
    return names[0] ?? name;
  } finally {
    aborting.dispose();
    pipe.destroy();
  }
}

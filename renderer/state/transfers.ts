import type { ImageSummary } from '../../shared/model/image';
import { call } from './bridge';

/** Images between here, registries and other engines: each is a job. */
export async function pullImage(name: string, platform: string): Promise<void> {
  await call('jobs.start', {
    kind: 'pull',
    name,
    options: platform === '' ? {} : { platform },
  });
}

export async function pushImage(
  image: ImageSummary,
  target: string,
  compression: 'gzip' | 'zstd',
): Promise<void> {
  await call('jobs.start', {
    kind: 'push',
    name: image.names[0] ?? image.id,
    // gzip is what layers come in: asked for by name, those that came otherwise would be packed anew.
    options: { target, ...(compression === 'gzip' ? {} : { compression }) },
  });
}

/** An index of images of the store, one for each platform. */
export async function pushPlatforms(
  images: ReadonlyArray<ImageSummary>,
  name: string,
): Promise<void> {
  await call('jobs.start', { kind: 'push-list', name, sources: images.map(({ id }) => id) });
}

export async function sendToEngine(image: ImageSummary, engine: string): Promise<void> {
  await call('jobs.start', {
    kind: 'send',
    name: image.names[0] ?? image.id,
    target: { kind: 'engine', engineId: engine },
  });
}

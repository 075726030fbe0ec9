import { isCancelled } from '../../../../shared/errors';
import type { ImageOperations, WorkContext } from '../../engine';
import type { DockerApi } from '../docker-api';
import type { LocalParts } from '../local-parts';
import { openSaved } from './archives';

/** Copies beyond this are dropped before the next is made. */
const limitBytes = 8_000_000_000;

const quiet: WorkContext = {
  signal: new AbortController().signal,
  progress: () => undefined,
  log: () => undefined,
};

/**
 * Copies of an engine's images whose files somebody looks at: engines hand out whole images only,
 * so one is read once, its layers indexed by diffID, and looked at here from then on.
 */
export class ImageMirror {
  private readonly copies = new Map<string, Promise<string>>();

  constructor(
    private readonly api: () => Promise<DockerApi>,
    private readonly local: LocalParts,
  ) {}

  /** The mirror and the image's id in it. `id` is the engine's, in full. */
  async copyOf(id: string): Promise<{ readonly mirror: ImageOperations; readonly id: string }> {
    const mirror = await this.local.mirror();
    let copy = this.copies.get(id);
    if (copy === undefined) {
      copy = this.copy(mirror, id);
      this.copies.set(id, copy);
      copy.catch(() => this.copies.delete(id));
    }
    const known = await copy;
    if (await has(mirror, known)) return { mirror, id: known };
    // Another process dropped the copies.
    this.copies.delete(id);
    return this.copyOf(id);
  }

  private async copy(mirror: ImageOperations, id: string): Promise<string> {
    if (await has(mirror, id)) return id;
    const { usedBytes } = await mirror.usage();
    if (usedBytes > limitBytes) {
      this.copies.clear();
      await mirror.prune({ all: true }, quiet);
    }
    const loaded = await mirror.load(await openSaved(await this.api(), [id], quiet), quiet);
    return loaded.imageIds[0] ?? id;
  }
}

async function has(mirror: ImageOperations, id: string): Promise<boolean> {
  try {
    await mirror.inspect(id);
    return true;
  } catch (error) {
    if (isCancelled(error)) throw error;
    return false;
  }
}

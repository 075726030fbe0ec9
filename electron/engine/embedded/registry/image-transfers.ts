import { DarkroomError } from '../../../../shared/errors';
import type {
  PullOptions,
  PullResult,
  PushOptions,
  PushResult,
} from '../../../../shared/model/registry';
import { hostPlatform, parsePlatform } from '../../../oci/platform';
import { familiarRepository, parseReference } from '../../../oci/reference';
import type { WorkContext } from '../../engine';
import type { ImageRegistry, PulledImage } from '../../image-registry';
import { pullImage } from './pull-image';
import { pushImage } from './push-image';
import type { TransferParts } from './transfer-parts';

/** Images between this store and registries. */
export class ImageTransfers {
  constructor(private readonly parts: TransferParts) {}

  /** `name` may lack a registry (Docker Hub), a tag (`latest`) or have a digest. */
  pull(name: string, options: PullOptions, work: WorkContext): Promise<PullResult> {
    const { platform, insecure } = options;
    return pullImage(
      this.parts,
      parseReference(name),
      {
        platform: platform === undefined ? hostPlatform() : parsePlatform(platform),
        isPlatformExplicit: platform !== undefined,
        limit: this.limit(),
        ...(insecure === undefined ? {} : { insecure }),
      },
      work,
    );
  }

  /** `name` is a name or id of the store; where to is its own name unless `target` says otherwise. */
  async push(name: string, options: PushOptions, work: WorkContext): Promise<PushResult> {
    const image = this.parts.store.images.find(name);
    const reference = parseReference(options.target ?? name);
    if (reference.digest !== null) {
      throw new DarkroomError('INVALID_REFERENCE', `Push ${name}: a digest cannot be pushed to`, {
        hint: 'Name a tag.',
      });
    }
    const { compression = null, format = null, insecure } = options;
    const limit = this.limit();
    const access = insecure === undefined ? {} : { insecure };
    const settings = { compression, format, limit, ...access };
    const pushed = await pushImage(this.parts, image, reference, settings, work);
    const { familiar: id } = reference;
    const attributes = { name: familiarRepository(reference) };
    this.parts.store.events.add({ type: 'image', action: 'push', id, attributes });
    return pushed;
  }

  /** What a build asks for. */
  asRegistry(): ImageRegistry {
    return {
      pull: async (reference, { platform }, work): Promise<PulledImage> => {
        const limit = this.limit();
        const options = { platform, isPlatformExplicit: false, limit };
        return pullImage(this.parts, parseReference(reference), options, work);
      },
      push: (imageId, target, work) => this.push(imageId, { target }, work),
    };
  }

  private limit(): number {
    return this.parts.store.settings.get().parallelTransfers;
  }
}

import type { Platform } from '../oci/platform';
import type { WorkContext } from './engine';

/**
 * What the engine asks of registries, as it sees them: images move between a registry and the store
 * whole. The services hand one to the engine; without one, builds work with what the store has.
 */
export interface ImageRegistry {
  /**
   * Brings the image into the store, under its name, and answers its id there. Only what the store does
   * not have is fetched. IMAGE_NOT_FOUND when the registry has no such image, or none for the platform.
   */
  pull(reference: string, options: PullOptions, work: WorkContext): Promise<PulledImage>;
  /** Sends an image of the store to where `reference` says. Answers the manifest's digest there. */
  push(imageId: string, reference: string, work: WorkContext): Promise<{ readonly digest: string }>;
}

export interface PullOptions {
  readonly platform: Platform;
}

export interface PulledImage {
  readonly imageId: string;
  /** What the name stood for at the registry: of the index, where there is one. */
  readonly digest: string;
}

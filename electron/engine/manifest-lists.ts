import type { Platform } from '../oci/platform';
import type { WorkContext } from './engine';

/** One image of a list that is being put together. */
export interface ListEntry {
  /** The name or id as it was given. */
  readonly source: string;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  readonly platform: Platform;
  readonly annotations: Readonly<Record<string, string>>;
  /** The image's id when it lies in the store; '' when it is a registry's. */
  readonly imageId: string;
}

export interface ManifestList {
  readonly name: string;
  readonly entries: ReadonlyArray<ListEntry>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Annotation {
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ListOptions {
  readonly insecure?: boolean;
}

/** Images for several platforms under one name: an index, kept as a draft until it is pushed. */
export interface ManifestListOperations {
  list(): ReadonlyArray<string>;
  /** NOT_FOUND. */
  get(name: string): ManifestList;
  /**
   * Images of the store, or else of registries; of an index, all its images. `amend` adds to a list that
   * is there, otherwise that is a CONFLICT. IMAGE_NOT_FOUND, REGISTRY_*.
   */
  create(
    name: string,
    sources: ReadonlyArray<string>,
    options: ListOptions & { readonly amend: boolean },
    work: WorkContext,
  ): Promise<ManifestList>;
  /** Changes what the list says of one of its images. NOT_FOUND. */
  annotate(name: string, source: string, change: Annotation): ManifestList;
  /** Sends the images that the registry lacks, then the index. Answers its digest. */
  push(
    name: string,
    options: ListOptions & { readonly target?: string },
    work: WorkContext,
  ): Promise<{ readonly name: string; readonly digest: string }>;
  /** False when there is none. */
  remove(name: string): boolean;
}

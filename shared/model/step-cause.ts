/** Paths that differ from the build before: how many, and the first few by name. */
export interface NamedFiles {
  readonly count: number;
  readonly names: ReadonlyArray<string>;
}

/** Why a step of a build could not come from the cache. */
export type StepCause =
  /** Nothing like it was built in this context before. */
  | { readonly kind: 'first' }
  | { readonly kind: 'cacheOff' }
  | { readonly kind: 'baseImage' }
  | { readonly kind: 'earlierStep' }
  | { readonly kind: 'instruction' }
  /** The same as before, but its layer is no longer kept. */
  | { readonly kind: 'notKept' }
  /** Files it copies; null when there are too many to have kept all their digests. */
  | {
      readonly kind: 'files';
      readonly files: {
        readonly changed: NamedFiles;
        readonly added: NamedFiles;
        readonly removed: NamedFiles;
      } | null;
    };

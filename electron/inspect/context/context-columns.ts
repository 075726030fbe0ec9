/** A file or folder on its way into a report. */
export interface ContextEntry {
  readonly path: string;
  readonly isFolder: boolean;
  readonly isLink: boolean;
  readonly sizeBytes: number;
  /** How many files it stands for: of a folder that is kept back whole, all in it. */
  readonly files: number;
  /** Line of the ignore file that keeps it back, 0 for what is sent. */
  readonly ignoredByLine: number;
}

/**
 * The size tree of a context, in columns because a hundred thousand objects are slow to hand over. A
 * folder comes before what is in it, siblings by size, the largest first; what is below row `i` are the
 * rows up to `ends[i]`.
 */
export interface ContextColumns {
  readonly names: ReadonlyArray<string>;
  readonly ends: Uint32Array;
  readonly bytes: Float64Array;
  readonly files: Uint32Array;
  /** 0: sent. */
  readonly ignoredByLine: Uint32Array;
  readonly flags: Uint8Array;
}

export const columnFlags = { folder: 1, unused: 2 } as const;

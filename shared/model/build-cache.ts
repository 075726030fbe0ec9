/** Something that builds keep for the next one. */
export interface BuildCacheItem {
  /** Hex. */
  readonly id: string;
  /** A step's layer, or the folder of a `RUN --mount=type=cache`. */
  readonly kind: 'layer' | 'mount';
  readonly description: string;
  readonly sizeBytes: number;
  readonly createdAt: string;
  readonly usedAt: string;
  /** An image holds it too: removing it frees nothing. */
  readonly isShared: boolean;
  /** A build that runs now uses it. */
  readonly isInUse: boolean;
}

export interface BuildCachePruneOptions {
  /** Also what images hold. */
  readonly all: boolean;
  /** Only what was not used for so long. */
  readonly unusedForMs?: number;
  /** Only these, by the start of the id. */
  readonly ids?: ReadonlyArray<string>;
  readonly kind?: BuildCacheItem['kind'];
  /** Removes only until the rest takes no more than this. */
  readonly maxUsedBytes?: number;
  /** Keeps at least so much, whatever else is asked for. */
  readonly reservedBytes?: number;
  /** Removes only until the disk has so much room. */
  readonly minFreeBytes?: number;
}

export interface BuildCachePruneResult {
  readonly removed: ReadonlyArray<BuildCacheItem>;
  readonly freedBytes: number;
}

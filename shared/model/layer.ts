/**
 * One entry of a layer, as the index keeps it. Formats: OCI image-spec v1.1 "layer.md".
 *
 * `path` is relative to the root, without leading or trailing slash, '' for the root itself, in
 * surrogateescape form (a byte b that is no valid UTF-8 is U+DC00+b).
 */
export interface LayerEntry {
  readonly path: string;
  readonly kind: LayerEntryKind;
  /** Permission, set-id and sticky bits: mode & 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of content; 0 for everything but files. Hard links carry 0 and name their target. */
  readonly sizeBytes: number;
  /** Modification time: whole seconds since 1970 (may be negative) and nanoseconds. */
  readonly mtimeSeconds: number;
  readonly mtimeNanos: number;
  /** Target: as written for symlinks, layer path (same form as `path`) for hard links. */
  readonly link?: string;
  readonly deviceMajor?: number;
  readonly deviceMinor?: number;
  /** Extended attributes: name to value in base64, as PAX `SCHILY.xattr.` records carry them. */
  readonly xattrs?: Readonly<Record<string, string>>;
  /** sha256 of the content, lower-case hex without prefix; only for files. */
  readonly digest?: string;
  /** Where the content starts in the layer's uncompressed tar blob; absent for sparse files. */
  readonly dataOffset?: number;
}

/**
 * `whiteout`: `path` is the removed path (without `.wh.`). `opaque`: the folder `path` hides all that
 * lower layers have below it; its own attributes come from its directory entry.
 */
export type LayerEntryKind =
  | 'file'
  | 'directory'
  | 'symlink'
  | 'hardlink'
  | 'character-device'
  | 'block-device'
  | 'fifo'
  | 'whiteout'
  | 'opaque';

/** A layer as lists and strips show it. */
export interface LayerSummary {
  /** Digest of the uncompressed tar, `sha256:…`. */
  readonly diffId: string;
  /** Size of the uncompressed tar in bytes. */
  readonly sizeBytes: number;
  /** Null where the engine does not tell without reading the layer. */
  readonly fileCount: number | null;
  readonly whiteoutCount: number | null;
  /** The history entry's `created_by` (or comment) of the layer; '' when unknown. */
  readonly command: string;
}

/** A node of the file tree of a layer or of a whole image. */
export interface TreeNode {
  readonly name: string;
  readonly path: string;
  readonly kind: LayerEntryKind;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Own size for files, the sum of everything below for directories. */
  readonly sizeBytes: number;
  readonly mtimeSeconds: number;
  readonly link?: string;
  readonly hasChildren: boolean;
  /** Index (from 0, bottom first) of the layer the entry comes from. */
  readonly layerIndex: number;
  readonly change?: ChangeKind;
}

export type ChangeKind = 'added' | 'changed' | 'deleted';

/** One line of `darkroom diff`. `path` starts with '/'. */
export interface FileChange {
  readonly kind: ChangeKind;
  readonly path: string;
  readonly sizeBytes: number;
  readonly entryKind: LayerEntryKind;
}

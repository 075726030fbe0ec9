/** What is in a folder of a container: folders first, then by name. */
export interface FolderListing {
  readonly entries: ReadonlyArray<FolderEntry>;
  /** How many more there are than are listed. */
  readonly omittedCount: number;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: PathStat['kind'];
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  readonly modifiedAt: string;
  /** Where a link points, as it is written; '' for the rest. */
  readonly link: string;
}

/** A file of a container, as `docker cp` looks at it before it copies. */
export interface PathStat {
  /** Last component of the path that was asked for. */
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  /** Permission, set-id and sticky bits. */
  readonly mode: number;
  readonly sizeBytes: number;
  readonly modifiedAt: string;
  /** Where a link leads in the container, absolute and with every link resolved; '' for the rest. */
  readonly linkTarget: string;
}

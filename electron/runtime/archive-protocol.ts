import type { WireError } from '../../shared/errors';
import type { FolderListing, PathStat } from '../../shared/model/container-files';

/**
 * What the archive program is asked, as its argument. It works in one place and ends; content goes
 * through its standard input or output as a tar, its answer comes on descriptor 3 as one JSON line.
 */
export type ArchiveRequest = { readonly root: string | null } & (
  | { readonly kind: 'stat'; readonly path: string }
  | { readonly kind: 'list'; readonly path: string }
  | PackRequest
  | UnpackRequest
);

/** Writes a file or a folder with all that is in it. The answer comes before the first byte. */
export interface PackRequest {
  readonly kind: 'pack';
  readonly path: string;
  /** What it is called in the archive; '' for the content of a folder alone. */
  readonly name: string;
}

/** Reads an archive into a folder. */
export interface UnpackRequest {
  readonly kind: 'unpack';
  readonly path: string;
  /** The first component `from` of every name becomes `to`. */
  readonly rename: { readonly from: string; readonly to: string } | null;
  /** `keep`: as in the archive; `caller`: whoever runs the program; or given ids. */
  readonly owner: 'keep' | 'caller' | { readonly uid: number; readonly gid: number };
}

export type ArchiveAnswer =
  | { readonly kind: 'stat'; readonly stat: PathStat }
  | { readonly kind: 'listing'; readonly listing: FolderListing }
  | { readonly kind: 'done' }
  | { readonly kind: 'error'; readonly error: WireError };

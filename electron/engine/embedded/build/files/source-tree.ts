import type { LayerEntryKind } from '../../../../../shared/model/layer';
import type { ContentSource } from '../../../../oci/layer/content-source';

export type { ContentSource };

/** What a file system shows of one path: no whiteouts, hard links already led to their file. */
export interface FileNode {
  readonly kind: Exclude<LayerEntryKind, 'whiteout' | 'opaque' | 'hardlink'>;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  readonly mtimeSeconds: number;
  readonly mtimeNanos: number;
  /** Target of a symlink as written. */
  readonly link?: string;
  readonly deviceMajor?: number;
  readonly deviceMinor?: number;
  readonly xattrs?: Readonly<Record<string, string>>;
  /** sha256 of a file's content in hex, where it is known already. */
  readonly digest?: string;
  /** Equal for names of one file (hard links); absent where there is only one name. */
  readonly identity?: string;
  /** Where the bytes of a file are; absent for everything else and for empty files. */
  readonly content?: ContentSource;
}

/**
 * A read-only view of a file system: build context, image, or layer being made. Paths have neither
 * leading nor trailing slash, '' is the root; nothing is followed.
 */
export interface SourceTree {
  lookup(path: string): FileNode | null;
  /** Names in a folder, in byte order; empty for everything that is no folder. */
  names(path: string): ReadonlyArray<string>;
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

export function parentPath(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `a/./b//../c` as layer path `a/c`; '..' stops at the root. */
export function cleanLayerPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

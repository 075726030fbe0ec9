import type { LayerEntry } from '../../../shared/model/layer';

/** A member of an image archive: a piece of the file, or a link to another member. */
export interface ArchiveMember {
  readonly path: string;
  /** Of its content in the uncompressed archive. */
  readonly start: number;
  readonly sizeBytes: number;
  /** Target as written (symbolic link) or as path from the top (hard link). */
  readonly link?: { readonly kind: 'symbolic' | 'hard'; readonly target: string };
}

/** The most that a manifest or config may hold. */
export const smallBytes = 16 << 20;

/** Null for what image archives have no use for. */
export function memberOf(entry: LayerEntry): ArchiveMember | null {
  const { path, kind, sizeBytes, dataOffset, link } = entry;
  if (kind === 'file' && dataOffset !== undefined) return { path, start: dataOffset, sizeBytes };
  if (link === undefined) return null;
  const target = { kind: kind === 'symlink' ? 'symbolic' : 'hard', target: link } as const;
  return { path, start: 0, sizeBytes: 0, link: target };
}

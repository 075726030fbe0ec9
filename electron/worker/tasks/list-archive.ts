import { closeSync, openSync } from 'node:fs';
import { scanTar } from '../../oci/layer/scan-tar';
import type { TaskContext } from '../protocol';

export interface ListInput {
  readonly path: string;
}

/** A member of an image archive: a piece of the file, or a link to another member. */
export interface ArchiveMember {
  readonly path: string;
  readonly start: number;
  readonly sizeBytes: number;
  /** Target as written (symbolic link) or as path from the top (hard link). */
  readonly link?: { readonly kind: 'symbolic' | 'hard'; readonly target: string };
}

export interface ListOutput {
  readonly members: ReadonlyArray<ArchiveMember>;
}

/** Lists the members of an uncompressed image archive. */
export function listArchive(input: ListInput, context: TaskContext): ListOutput {
  const members: ArchiveMember[] = [];
  const fd = openSync(input.path, 'r');
  try {
    const sink = {
      end: (entry: Parameters<typeof memberOf>[0]) => {
        const member = memberOf(entry);
        if (member !== null) members.push(member);
      },
    };
    scanTar(fd, sink, {
      start: 0,
      wantsContent: () => false,
      isEnough: () => {
        context.throwIfCancelled();
        return false;
      },
    });
  } finally {
    closeSync(fd);
  }
  return { members };
}

function memberOf(entry: {
  readonly path: string;
  readonly kind: string;
  readonly sizeBytes: number;
  readonly dataOffset?: number;
  readonly link?: string;
}): ArchiveMember | null {
  const { path, kind, sizeBytes, dataOffset, link } = entry;
  if (kind === 'file' && dataOffset !== undefined) return { path, start: dataOffset, sizeBytes };
  if (link === undefined) return null;
  const target = { kind: kind === 'symlink' ? 'symbolic' : 'hard', target: link } as const;
  return { path, start: 0, sizeBytes: 0, link: target };
}

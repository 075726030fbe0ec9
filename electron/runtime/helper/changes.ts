import type { BigIntStats } from 'node:fs';
import { DarkroomError } from '../../../shared/errors';
import type { ChangeKind, FileChange, LayerEntryKind } from '../../../shared/model/layer';
import { joinPath, parentPath } from '../../oci/layer/tar-path';
import type { NewLayerEntry } from '../../oci/layer/tar-encode';
import type { Libc } from '../native/libc';
import type { ContainerVolume } from '../step';
import { LowerView } from './lower-view';
import { opaqueXattr } from './upper-entry';
import { walkUpper, type WalkOptions } from './upper-walk';
import { changesOfVolume, type VolumeChanges } from './volume-walk';

export interface ReviewOptions extends WalkOptions {
  readonly volumes: ReadonlyArray<ContainerVolume>;
}

/** A container's changes, and those in its volumes, which are not part of it. */
export interface ContainerChanges {
  readonly changes: ReadonlyArray<FileChange>;
  readonly volumes: ReadonlyArray<VolumeChanges>;
}

export function reviewChanges(libc: Libc, options: ReviewOptions): ContainerChanges {
  return {
    changes: changesOf(libc, options),
    volumes: options.volumes.map((volume) => changesOfVolume(libc, options, volume)),
  };
}

/**
 * The changes of a container to its image as `docker diff` tells them: metadata and content are
 * compared, so that a file that was only touched by the file system does not count; a folder counts
 * when something in it does; what an emptied folder lost is named.
 */
export function changesOf(libc: Libc, options: WalkOptions): FileChange[] {
  const lower = new LowerView(libc, options.lowers, opaqueXattr(options.userNamespace));
  const changes = new Map<string, FileChange>();
  const present = new Map<string, Set<string>>();

  function report(
    kind: ChangeKind,
    path: string,
    entryKind: LayerEntryKind,
    sizeBytes: number,
  ): void {
    // A changed folder above is told too, when it did not tell itself.
    for (let at = parentPath(path); at !== '' && !changes.has(at); at = parentPath(at)) {
      changes.set(at, { kind: 'changed', path: `/${at}`, sizeBytes: 0, entryKind: 'directory' });
    }
    changes.set(path, { kind, path: `/${path}`, sizeBytes, entryKind });
  }

  // Folders of the image that begin anew, and those in them.
  const emptied = new Set<string>();
  for (const { entry, stat } of walkUpper(libc, { ...options, sockets: true })) {
    const { path, kind, sizeBytes } = entry;
    const parent = parentPath(path);
    present.set(parent, (present.get(parent) ?? new Set()).add(path));
    if (kind === 'opaque') emptied.add(path);
    else if (kind === 'whiteout') report('deleted', path, deletedKind(lower.stat(path)), 0);
    else {
      const before = lower.stat(path);
      if (emptied.has(parent) && kind === 'directory' && before?.isDirectory() === true)
        emptied.add(path);
      if (before === undefined) report('added', path, kind, sizeBytes);
      else if (stat !== null && differs(entry, stat, before, () => lower.capability(path)))
        report('changed', path, kind, sizeBytes);
    }
  }
  if (options.isCancelled?.() === true) throw new DarkroomError('CANCELLED', 'Cancelled');
  for (const folder of emptied) {
    for (const name of lower.names(folder)) {
      const path = joinPath(folder, name);
      if (present.get(folder)?.has(path) !== true)
        report('deleted', path, deletedKind(lower.stat(path)), 0);
    }
  }
  return [...changes.values()].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

/** Puts a folder before its content, whatever characters names start with. */
function sortKey(change: FileChange): string {
  return change.path.replaceAll('/', '\0');
}

/** A folder's size and time say nothing about itself; links of a file are compared as files. */
function differs(
  entry: NewLayerEntry,
  stat: BigIntStats,
  before: BigIntStats,
  oldCapability: () => string,
): boolean {
  if (kindOf(before) !== (entry.kind === 'hardlink' ? kindOf(before) : entry.kind)) return true;
  if (
    entry.mode !== Number(before.mode & 0o7777n) ||
    entry.uid !== Number(before.uid) ||
    entry.gid !== Number(before.gid)
  ) {
    return true;
  }
  if (entry.kind === 'directory') return false;
  if (entry.kind === 'file' && entry.sizeBytes !== Number(before.size)) return true;
  if (stat.mtimeNs !== before.mtimeNs) return true;
  return (entry.xattrs?.['security.capability'] ?? '') !== oldCapability();
}

function deletedKind(stat: BigIntStats | undefined): LayerEntryKind {
  return stat === undefined ? 'file' : kindOf(stat);
}

function kindOf(stat: BigIntStats): LayerEntryKind {
  if (stat.isDirectory()) return 'directory';
  if (stat.isSymbolicLink()) return 'symlink';
  if (stat.isFIFO()) return 'fifo';
  if (stat.isBlockDevice()) return 'block-device';
  return stat.isCharacterDevice() ? 'character-device' : 'file';
}

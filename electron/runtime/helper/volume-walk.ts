import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { decodePath } from '../../base/path-bytes';
import type { IgnoreMatcher } from '../../dockerfile/dockerfile';
import { joinPath, parentPath } from '../../oci/layer/tar-path';
import type { Libc } from '../native/libc';
import type { ContainerVolume } from '../step';
import { bytes, LowerView } from './lower-view';
import { commonFields } from './stat-entry';
import { ifStillThere } from './still-there';
import { opaqueXattr, readEntry } from './upper-entry';
import type { UpperItem, WalkOptions } from './upper-walk';

/** What changed in a volume since it was filled from the image. */
export interface VolumeChanges {
  /** With a leading slash. */
  readonly target: string;
  /** Files and folders that are new, changed or gone. */
  readonly changedCount: number;
  /** Bytes of new and changed files. */
  readonly changedBytes: number;
  /** Bytes of all files. */
  readonly sizeBytes: number;
}

interface VolumeFile {
  readonly path: string;
  readonly fullPath: string;
}

/** Everything in a volume by its path in the container, a folder before its content. */
function* filesOf(volume: ContainerVolume): Generator<VolumeFile> {
  function* folder(path: string, fullPath: string): Generator<VolumeFile> {
    yield { path, fullPath };
    const stat = lstatSync(bytes(fullPath), { throwIfNoEntry: false });
    if (stat?.isDirectory() !== true) return;
    const names = ifStillThere(() => readdirSync(bytes(fullPath), { encoding: 'buffer' }));
    for (const name of names?.sort(Buffer.compare) ?? []) {
      const decoded = decodePath(name);
      yield* folder(joinPath(path, decoded), `${fullPath}/${decoded}`);
    }
  }
  if (existsSync(volume.source)) yield* folder(volumePath(volume), volume.source);
}

/** A volume's place in the container, as layer entries write it. */
export function volumePath(volume: ContainerVolume): string {
  return volume.target.replace(/^\/+|\/+$/g, '');
}

/**
 * A volume's data as layer entries at its place, which is what a container of the snapshot starts with:
 * with the folders above it, and hiding what the image has there.
 */
export function* walkVolume(
  libc: Libc,
  options: WalkOptions,
  volume: ContainerVolume,
  given: ReadonlySet<string>,
): Generator<UpperItem> {
  const lower = new LowerView(libc, options.lowers, opaqueXattr(options.userNamespace));
  const root = volumePath(volume);
  const links = new Map<string, string>();
  yield* foldersAbove(libc, lower, root, given);
  for (const { path, fullPath } of filesOf(volume)) {
    if (options.isCancelled?.() === true) return;
    const stat = lstatSync(bytes(fullPath), { bigint: true, throwIfNoEntry: false });
    if (stat === undefined || stat.isSocket()) continue;
    if (path !== root && isLeftOut(options.excluded, path)) continue;
    const key = `${stat.dev}:${stat.ino}`;
    const first = !stat.isDirectory() && stat.nlink > 1n ? links.get(key) : undefined;
    if (first !== undefined) {
      const entry = { ...commonFields(path, stat), kind: 'hardlink', link: first } as const;
      yield { fullPath, stat, entry };
      continue;
    }
    const read = ifStillThere(() => readEntry(libc, path, fullPath, stat));
    if (read === null) continue;
    links.set(key, path);
    yield { ...read, fullPath, stat };
    const hides = path === root && lower.stat(path)?.isDirectory() === true;
    if (hides && lower.names(path).length > 0)
      yield { fullPath, stat: null, entry: { ...commonFields(path, stat), kind: 'opaque' } };
  }
}

/** A folder in a volume is given also when only what is in it stays: simpler than holding it back. */
function isLeftOut(excluded: IgnoreMatcher | undefined, path: string): boolean {
  if (excluded === undefined) return false;
  const verdict = excluded.match(path);
  return verdict.isIgnored && excluded.canSkip(path, verdict);
}

function* foldersAbove(
  libc: Libc,
  lower: LowerView,
  root: string,
  given: ReadonlySet<string>,
): Generator<UpperItem> {
  const above: string[] = [];
  for (let at = parentPath(root); at !== ''; at = parentPath(at)) above.unshift(at);
  for (const path of above) {
    if (given.has(path)) continue;
    const found = lower.find(path);
    const entry =
      found?.stat.isDirectory() === true
        ? readEntry(libc, path, found.fullPath, found.stat).entry
        : ({ ...madeFolder, path, kind: 'directory' } as const);
    yield { entry, fullPath: '', stat: null };
  }
}

const madeFolder = {
  mode: 0o755,
  uid: 0,
  gid: 0,
  sizeBytes: 0,
  mtimeSeconds: 0,
  mtimeNanos: 0,
} as const;

/** Compares a volume with what the image has at its place. */
export function changesOfVolume(
  libc: Libc,
  options: WalkOptions,
  volume: ContainerVolume,
): VolumeChanges {
  const lower = new LowerView(libc, options.lowers, opaqueXattr(options.userNamespace));
  const root = volumePath(volume);
  const inImage = lower.stat(root)?.isDirectory() === true;
  let changedCount = 0;
  let changedBytes = 0;
  let sizeBytes = 0;
  const seen = new Set<string>();
  for (const { path, fullPath } of filesOf(volume)) {
    const stat = lstatSync(bytes(fullPath), { bigint: true, throwIfNoEntry: false });
    if (stat === undefined || path === root) continue;
    seen.add(path);
    const size = stat.isFile() ? Number(stat.size) : 0;
    sizeBytes += size;
    const before = inImage ? lower.stat(path) : undefined;
    const isKept =
      before !== undefined &&
      before.mode === stat.mode &&
      before.uid === stat.uid &&
      before.gid === stat.gid &&
      (stat.isDirectory() || (before.size === stat.size && before.mtimeNs === stat.mtimeNs));
    if (isKept) continue;
    changedCount += 1;
    changedBytes += size;
  }
  if (inImage) changedCount += countGone(lower, root, seen);
  return { target: volume.target, changedCount, changedBytes, sizeBytes };
}

function countGone(lower: LowerView, path: string, seen: ReadonlySet<string>): number {
  let count = 0;
  for (const name of lower.names(path)) {
    const child = joinPath(path, name);
    if (!seen.has(child)) count += 1;
    else if (lower.stat(child)?.isDirectory() === true) count += countGone(lower, child, seen);
  }
  return count;
}

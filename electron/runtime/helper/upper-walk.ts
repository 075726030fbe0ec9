import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { decodePath } from '../../base/path-bytes';
import { joinPath } from '../../oci/layer/tar-path';
import type { NewLayerEntry } from '../../oci/layer/tar-encode';
import { commonFields, kindOf } from './stat-entry';
import type { Libc } from '../native/libc';
import { bytes, full, isWhiteout, LowerView } from './lower-view';

export interface UpperItem {
  readonly entry: NewLayerEntry;
  /** Where its content is; only for files. */
  readonly fullPath: string;
}

export interface WalkOptions {
  readonly upper: string;
  /** The chain's lower folders, topmost first: what a whiteout or an opaque folder hides. */
  readonly lowers: ReadonlyArray<string>;
  readonly userNamespace: boolean;
  /** Give sockets too, as empty files. Default false. */
  readonly sockets?: boolean;
  isCancelled?(): boolean;
}

/** Overlay's mark of a folder that hides what lower layers have in it. */
export function opaqueXattr(userNamespace: boolean): string {
  return userNamespace ? 'user.overlay.opaque' : 'trusted.overlay.opaque';
}

const overlayXattr = /^(trusted|user)\.overlay\./;

/**
 * Everything in an overlay's upper folder as layer entries, in the order of Docker's walk (names by
 * their bytes, a folder before its content). The root itself is left out, as in Docker's layers.
 * Sockets are left out: no tar holds them. A folder is opaque only where a lower layer has something
 * to hide; overlay marks every new folder so.
 */
export function* walkUpper(libc: Libc, options: WalkOptions): Generator<UpperItem> {
  const lower = new LowerView(libc, options.lowers, opaqueXattr(options.userNamespace));
  const links = new Map<bigint, string>();
  const opaqueName = opaqueXattr(options.userNamespace);

  function* folder(path: string): Generator<UpperItem> {
    const names = readdirSync(bytes(full(options.upper, path)), { encoding: 'buffer' });
    names.sort(Buffer.compare);
    for (const name of names) {
      if (options.isCancelled?.() === true) return;
      yield* item(joinPath(path, decodePath(name)));
    }
  }

  function* item(path: string): Generator<UpperItem> {
    const fullPath = full(options.upper, path);
    const stat = lstatSync(bytes(fullPath), { bigint: true, throwIfNoEntry: false });
    // A process that is not paused may have removed it since the folder was read.
    if (stat === undefined || (stat.isSocket() && options.sockets !== true)) return;
    const base = commonFields(path, stat);
    if (isWhiteout(stat)) {
      if (lower.stat(path) !== undefined)
        yield { fullPath, entry: { ...base, mode: 0, kind: 'whiteout' } };
      return;
    }
    const isFolder = stat.isDirectory();
    if (!isFolder && stat.nlink > 1n) {
      const first = links.get(stat.ino);
      if (first !== undefined) {
        yield { fullPath, entry: { ...base, kind: 'hardlink', link: first } };
        return;
      }
      links.set(stat.ino, path);
    }
    const { xattrs, opaque } = attributes(fullPath);
    const extended = xattrs === null ? base : { ...base, xattrs };
    yield { fullPath, entry: { ...extended, ...kindOf(fullPath, stat) } };
    if (!isFolder) return;
    if (opaque && lower.stat(path)?.isDirectory() === true)
      yield { fullPath, entry: { ...base, kind: 'opaque' } };
    yield* folder(path);
  }

  function attributes(fullPath: string): {
    xattrs: Record<string, string> | null;
    opaque: boolean;
  } {
    const xattrs: Record<string, string> = {};
    let opaque = false;
    for (const name of libc.listXattrs(fullPath)) {
      if (overlayXattr.test(name)) {
        if (name === opaqueName) opaque = libc.getXattr(fullPath, name)?.toString() === 'y';
        continue;
      }
      // As Docker: file capabilities and user attributes travel; labels of this machine do not.
      if (name !== 'security.capability' && !name.startsWith('user.')) continue;
      const value = libc.getXattr(fullPath, name);
      if (value !== null) xattrs[name] = value.toString('base64');
    }
    return { xattrs: Object.keys(xattrs).length === 0 ? null : xattrs, opaque };
  }

  // A container that was never started has no upper folder.
  if (existsSync(options.upper)) yield* folder('');
}

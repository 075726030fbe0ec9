import { lstatSync, readdirSync, type BigIntStats } from 'node:fs';
import { decodePath, encodePath, hasEscapedBytes } from '../../base/path-bytes';
import { joinPath, parentPath } from '../../oci/layer/tar-path';
import type { Libc } from '../native/libc';

/**
 * What a layer's folder means at a path: nothing there; a folder; a folder that hides all below it
 * in lower layers; or something, a whiteout or a file, that ends the path and hides as well.
 */
type FolderState = 'none' | 'folder' | 'opaque' | 'blocked';

/** The merged view of lower folders without a mount: what was there before the upper folder changed it. */
export class LowerView {
  private readonly states: ReadonlyArray<Map<string, FolderState>>;

  constructor(
    private readonly libc: Libc,
    /** Topmost first. */
    private readonly lowers: ReadonlyArray<string>,
    private readonly opaqueName: string,
  ) {
    this.states = lowers.map(() => new Map());
  }

  stat(path: string): BigIntStats | undefined {
    return this.find(path)?.stat;
  }

  /** What is seen at a path, and where it lies. */
  find(path: string): { readonly stat: BigIntStats; readonly fullPath: string } | undefined {
    const parent = parentPath(path);
    for (const [index, lower] of this.lowers.entries()) {
      const state = this.state(index, parent);
      if (state === 'blocked') return undefined;
      if (state === 'none') continue;
      const stat = statAt(lower, path);
      if (stat !== undefined)
        return isWhiteout(stat) ? undefined : { stat, fullPath: full(lower, path) };
      if (state === 'opaque') return undefined;
    }
    return undefined;
  }

  /** Names that are seen in a folder. */
  names(path: string): string[] {
    const names = new Set<string>();
    for (const [index, lower] of this.lowers.entries()) {
      const state = this.state(index, path);
      if (state === 'blocked') break;
      if (state === 'none') continue;
      for (const name of readdirSync(bytes(full(lower, path)), { encoding: 'buffer' })) {
        names.add(decodePath(name));
      }
      if (state === 'opaque') break;
    }
    return [...names].filter((name) => this.stat(joinPath(path, name)) !== undefined);
  }

  /** A file's capability, base64; '' for none. */
  capability(path: string): string {
    const found = this.find(path);
    if (found === undefined) return '';
    return this.libc.getXattr(found.fullPath, 'security.capability')?.toString('base64') ?? '';
  }

  private state(index: number, path: string): FolderState {
    const known = this.states[index]?.get(path);
    if (known !== undefined) return known;
    const found = this.findState(index, path);
    this.states[index]?.set(path, found);
    return found;
  }

  private findState(index: number, path: string): FolderState {
    const lower = this.lowers[index] ?? '';
    const above = path === '' ? 'folder' : this.state(index, parentPath(path));
    if (above === 'blocked' || above === 'none') return above;
    const stat = statAt(lower, path);
    if (stat === undefined) return above === 'opaque' ? 'blocked' : 'none';
    if (!stat.isDirectory()) return 'blocked';
    if (above === 'opaque') return 'opaque';
    const mark = this.libc.getXattr(full(lower, path), this.opaqueName);
    return mark?.toString() === 'y' ? 'opaque' : 'folder';
  }
}

export function isWhiteout(stat: BigIntStats): boolean {
  return stat.isCharacterDevice() && stat.rdev === 0n;
}

function statAt(lower: string, path: string): BigIntStats | undefined {
  return lstatSync(bytes(full(lower, path)), { bigint: true, throwIfNoEntry: false });
}

export function full(root: string, path: string): string {
  return path === '' ? root : `${root}/${path}`;
}

/** Node takes paths with odd bytes only as buffers. */
export function bytes(path: string): string | Buffer {
  return hasEscapedBytes(path) ? encodePath(path) : path;
}

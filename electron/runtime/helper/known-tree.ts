import { joinPath } from '../../oci/layer/tar-path';

/** What stands at a path of the tree: a folder, a symbolic link with its target, or anything else. */
export type KnownNode = 'folder' | 'whiteout' | 'other' | { readonly link: string };

const linkLimit = 40;

/**
 * Remembers what an unpacking made, so that links of a hostile archive are resolved in memory and
 * inside the root, never by the kernel.
 */
export class KnownTree {
  private readonly nodes = new Map<string, KnownNode>([['', 'folder']]);
  private lastFolder = '';
  private lastResolved: string | null = null;

  get(path: string): KnownNode | undefined {
    return this.nodes.get(path);
  }

  has(path: string): boolean {
    return this.nodes.has(path);
  }

  add(path: string, node: KnownNode): void {
    this.nodes.set(path, node);
    this.lastResolved = null;
  }

  /** Forgets all below a folder and returns what that was. */
  removeBelow(path: string): string[] {
    const gone = [...this.nodes.keys()].filter((key) => key.startsWith(`${path}/`));
    for (const key of gone) this.nodes.delete(key);
    this.lastResolved = null;
    return gone;
  }

  /**
   * The path with its folders' links resolved; the last component is left as it is. Missing folders
   * are made by `makeFolder`, which adds them; with null the answer is null. Null when a file is in the way.
   */
  resolve(path: string, makeFolder: ((path: string) => void) | null): string | null {
    const slash = path.lastIndexOf('/');
    if (slash === -1) return path;
    const folder = path.slice(0, slash);
    if (this.lastResolved === null || folder !== this.lastFolder) {
      const resolved = this.resolveFolder(folder, makeFolder);
      if (resolved === null) return null;
      this.lastFolder = folder;
      this.lastResolved = resolved;
    }
    return joinPath(this.lastResolved, path.slice(slash + 1));
  }

  private resolveFolder(path: string, makeFolder: ((path: string) => void) | null): string | null {
    const queue = path.split('/');
    let at = '';
    for (let links = 0; ;) {
      const name = queue.shift();
      if (name === undefined) return at;
      if (name === '' || name === '.') continue;
      if (name === '..') {
        at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '';
        continue;
      }
      const next = joinPath(at, name);
      const node = this.nodes.get(next);
      if (node === 'other') return null;
      if (node === undefined || node === 'whiteout') {
        if (makeFolder === null) return null;
        makeFolder(next);
      } else if (node !== 'folder') {
        links += 1;
        if (links > linkLimit) return null;
        if (node.link.startsWith('/')) at = '';
        queue.unshift(...node.link.split('/'));
        continue;
      }
      at = next;
    }
  }
}

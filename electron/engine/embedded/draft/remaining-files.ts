import { posix } from 'node:path';
import type { LayerEntry } from '../../../../shared/model/layer';
import type { MergedNode } from '../images/merged-tree';
import { quote, runAll, type DraftInput } from './draft-part';

/** Where files of the draft lie in its context. */
export const filesFolder = 'files';

export interface RemainingFiles {
  /** For /etc/apt and the like, which installing needs. */
  readonly early: ReadonlyArray<string>;
  readonly instructions: ReadonlyArray<string>;
  /** What the context has to hold, in tar order; paths below `files`. */
  readonly files: ReadonlyArray<ContextFile>;
  readonly notes: ReadonlyArray<string>;
}

export interface ContextFile {
  readonly path: string;
  readonly entry: LayerEntry;
  readonly diffId: string;
}

interface Copy {
  readonly sources: ReadonlyArray<string>;
  readonly target: string;
  readonly owner: string;
}

const earlyPlaces =
  /^\/etc\/(apt|apk\/(repositories|keys)|yum\.repos\.d|pki\/rpm-gpg|pip\.conf|npmrc)(\/|$)/;

/** COPY, ln, mkdir, chmod and rm for what no package and no tool accounts for. */
export function draftRemaining(
  input: DraftInput,
  isAccounted: (path: string) => boolean,
  needed: ReadonlySet<string>,
): RemainingFiles {
  return new RemainingDraft(input, isAccounted, needed).run();
}

class RemainingDraft {
  private readonly copies: Copy[] = [];
  private readonly files: ContextFile[] = [];
  private readonly links: string[] = [];
  private readonly folders: string[] = [];
  private readonly attributes: string[] = [];
  private readonly removed: string[] = [];
  private readonly notes: string[] = [];
  /** Paths at or below which everything is copied already. */
  private readonly whole = new Set<string>();

  constructor(
    private readonly input: DraftInput,
    private readonly isAccounted: (path: string) => boolean,
    private readonly needed: ReadonlySet<string>,
  ) {}

  run(): RemainingFiles {
    const { changes, before, after } = this.input;
    for (const { kind, path } of changes) {
      if (this.isAccounted(path) && !this.needed.has(path)) continue;
      if (this.isInWhole(path)) continue;
      const now = after.node(path.slice(1));
      const old = before.node(path.slice(1));
      if (kind === 'deleted' || now === null) {
        if (old !== null && !this.isBelowRemoved(path)) this.removed.push(path);
        continue;
      }
      if (old !== null && (old.kind === 'directory') !== (now.kind === 'directory'))
        this.removed.push(path);
      if (now.kind === 'directory') this.folder(path, now, old);
      else this.file(path, now);
    }
    const isEarly = (copy: Copy): boolean =>
      earlyPlaces.test(copy.target) ||
      copy.sources.some((source) => this.needed.has(source) || earlyPlaces.test(source));
    const copies = joined(this.copies);
    return {
      early: copies.filter(isEarly).map(copyLine),
      instructions: [
        ...(this.removed.length === 0 ? [] : [runAll([`rm -rf ${words(this.removed)}`])]),
        ...(this.folders.length === 0 ? [] : [runAll(this.folders)]),
        ...copies.filter((copy) => !isEarly(copy)).map(copyLine),
        ...(this.links.length + this.attributes.length === 0
          ? []
          : [runAll([...this.links, ...this.attributes])]),
      ],
      files: this.files,
      notes: this.notes,
    };
  }

  private folder(path: string, now: MergedNode, old: MergedNode | null): void {
    const mode = now.mode.toString(8);
    const owner = `${now.uid}:${now.gid}`;
    if (old?.kind === 'directory') {
      if (old.uid !== now.uid || old.gid !== now.gid)
        this.attributes.push(`chown ${owner} ${quote(path)}`);
      if (old.mode !== now.mode) this.attributes.push(`chmod ${mode} ${quote(path)}`);
      return;
    }
    if (this.isUniform(path, now)) {
      this.whole.add(path);
      this.addTree(path, now);
      this.copies.push({ sources: [path], target: path, owner });
      if (now.mode !== 0o755) this.attributes.push(`chmod ${mode} ${quote(path)}`);
      return;
    }
    this.folders.push(
      `mkdir -p ${quote(path)}`,
      ...(owner === '0:0' ? [] : [`chown ${owner} ${quote(path)}`]),
      ...(now.mode === 0o755 ? [] : [`chmod ${mode} ${quote(path)}`]),
    );
  }

  /** One COPY makes it: one owner, nothing in it that something else makes, only files, folders, links. */
  private isUniform(path: string, node: MergedNode): boolean {
    if (node.children === null || node.children.size === 0) return false;
    for (const [name, child] of node.children) {
      const place = `${path}/${name}`;
      if (child.uid !== node.uid || child.gid !== node.gid) return false;
      if (this.isAccounted(place) || !isPlain(name)) return false;
      if (child.kind === 'directory') {
        if (child.children !== null && child.children.size > 0 && !this.isUniform(place, child))
          return false;
      } else if (!['file', 'hardlink', 'symlink'].includes(child.kind)) return false;
    }
    return true;
  }

  private addTree(path: string, node: MergedNode): void {
    this.addFile(path, node);
    for (const [name, child] of node.children ?? []) this.addTree(`${path}/${name}`, child);
  }

  private addFile(path: string, node: MergedNode): void {
    const { after } = this.input;
    let entry = after.entry(path.slice(1));
    // A second name of a file is copied as a file of its own.
    for (let count = 0; entry?.kind === 'hardlink' && count < 40; count += 1) {
      const target = after.entry(entry.link ?? '');
      entry = target;
    }
    if (entry === null) return;
    if (entry.xattrs?.['security.capability'] !== undefined)
      this.notes.push(`${path} has file capabilities: set them with setcap.`);
    this.files.push({ path, entry, diffId: after.diffIdOf(node) });
  }

  private file(path: string, node: MergedNode): void {
    const owner = `${node.uid}:${node.gid}`;
    switch (node.kind) {
      case 'file':
      case 'hardlink':
        if (!isPlain(path)) {
          this.notes.push(`${JSON.stringify(path)} is left out: no instruction can name it.`);
          return;
        }
        this.addFile(path, node);
        this.copies.push({ sources: [path], target: `${posix.dirname(path)}/`, owner });
        return;
      case 'symlink':
        this.links.push(
          `ln -sfn ${quote(node.link ?? '')} ${quote(path)}`,
          ...(owner === '0:0' ? [] : [`chown -h ${owner} ${quote(path)}`]),
        );
        return;
      case 'fifo':
        this.links.push(`mkfifo -m ${node.mode.toString(8)} ${quote(path)}`);
        return;
      default:
        this.notes.push(`${path} is a device: a build cannot make it.`);
    }
  }

  private isInWhole(path: string): boolean {
    return isBelow(path, this.whole);
  }

  private isBelowRemoved(path: string): boolean {
    return isBelow(path, new Set(this.removed));
  }
}

function isBelow(path: string, folders: ReadonlySet<string>): boolean {
  for (let at = path.indexOf('/', 1); at !== -1; at = path.indexOf('/', at + 1))
    if (folders.has(path.slice(0, at))) return true;
  return false;
}

/** A name that a Dockerfile can hold: no control characters, no bytes that are no UTF-8. */
function isPlain(name: string): boolean {
  return !/[\u0000-\u001f\u007f\ud800-\udfff]/.test(name);
}

/** Files of one owner that go into one folder share a COPY. */
function joined(copies: ReadonlyArray<Copy>): ReadonlyArray<Copy> {
  const byKey = new Map<string, Copy>();
  for (const copy of copies) {
    const key = `${copy.owner} ${copy.target}`;
    const known = copy.target.endsWith('/') ? byKey.get(key) : undefined;
    byKey.set(
      key,
      known === undefined ? copy : { ...known, sources: [...known.sources, ...copy.sources] },
    );
  }
  return [...byKey.values()];
}

function copyLine({ sources, target, owner }: Copy): string {
  const flag = owner === '0:0' ? '' : `--chown=${owner} `;
  const names = [...sources.map((source) => `${filesFolder}${escapeWildcards(source)}`), target];
  const isSimple = names.every((name) => /^[\w@%+=:,./~-]+$/.test(name));
  return `COPY ${flag}${isSimple ? names.join(' ') : JSON.stringify(names)}`;
}

/** Go's filepath.Match, which COPY uses for its sources. */
function escapeWildcards(path: string): string {
  return path.replace(/[\\*?[]/g, '\\$&');
}

function words(paths: ReadonlyArray<string>): string {
  return paths.map(quote).join(' \\\n      ');
}

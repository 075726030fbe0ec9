import { setImmediate } from 'node:timers/promises';
import type { ChangeKind, FileChange, LayerEntry } from '../../../../shared/model/layer';
import type { LayerIndex } from '../../../store/store';
import type { MergedNode, MergedTree } from './merged-tree';

/** One of the images compared: its layers, bottom first, and how they look together. */
export interface ComparedImage {
  readonly diffIds: ReadonlyArray<string>;
  readonly tree: MergedTree;
}

/** How many files are compared before other events may run. */
const sliceFiles = 200;

/**
 * What has to change for one image to look like another, in the words of `docker diff`: content, kind,
 * owner, mode, link, device and attributes count, times do not. What both have from the same layer is not
 * looked at. A folder counts when something in it does.
 */
export async function compareTrees(
  layers: Pick<LayerIndex, 'entry'>,
  before: ComparedImage,
  after: ComparedImage,
  signal: AbortSignal,
): Promise<ReadonlyArray<FileChange>> {
  return new TreeComparison(layers, before, after, signal).run();
}

class TreeComparison {
  private readonly changes: FileChange[] = [];
  private looked = 0;

  constructor(
    private readonly layers: Pick<LayerIndex, 'entry'>,
    private readonly before: ComparedImage,
    private readonly after: ComparedImage,
    private readonly signal: AbortSignal,
  ) {}

  async run(): Promise<ReadonlyArray<FileChange>> {
    await this.folder('', this.before.tree.root, this.after.tree.root);
    return this.changes;
  }

  /** True when something in it differs. */
  private async folder(path: string, old: MergedNode, now: MergedNode): Promise<boolean> {
    const start = this.changes.length;
    const names = new Set([...(old.children?.keys() ?? []), ...(now.children?.keys() ?? [])]);
    for (const name of [...names].sort()) {
      const child = path === '' ? name : `${path}/${name}`;
      await this.node(child, old.children?.get(name), now.children?.get(name));
    }
    return this.changes.length > start;
  }

  private async node(path: string, old?: MergedNode, now?: MergedNode): Promise<void> {
    if (old === undefined || now === undefined) {
      if (now !== undefined) this.addAll(path, now);
      else if (old !== undefined) this.tell('deleted', path, old, 0);
      return;
    }
    if (old.kind !== 'directory' || now.kind !== 'directory') {
      if (old.kind === 'directory' || now.kind === 'directory') {
        this.tell('changed', path, now);
        for (const [name, node] of now.children ?? []) this.addAll(`${path}/${name}`, node);
      } else if (await this.differs(path, old, now)) this.tell('changed', path, now);
      return;
    }
    const at = this.changes.length;
    const isChanged = await this.differs(path, old, now);
    if ((await this.folder(path, old, now)) || isChanged)
      this.changes.splice(at, 0, change('changed', path, now, 0));
  }

  private async differs(path: string, old: MergedNode, now: MergedNode): Promise<boolean> {
    const [oldLayer, nowLayer] = [
      this.before.diffIds[old.layerIndex] ?? '',
      this.after.diffIds[now.layerIndex] ?? '',
    ];
    if (oldLayer === nowLayer) return false;
    this.looked += 1;
    if (this.looked % sliceFiles === 0) {
      await setImmediate();
      this.signal.throwIfAborted();
    }
    return this.facts(oldLayer, path) !== this.facts(nowLayer, path);
  }

  /** What counts of an entry, as one text. */
  private facts(diffId: string, path: string): string {
    let entry = this.layers.entry(diffId, path);
    const own = entry;
    // A hard link is the file that it names, in the same layer.
    for (let links = 0; entry?.kind === 'hardlink' && links < 40; links += 1)
      entry = this.layers.entry(diffId, entry.link ?? '');
    const file: LayerEntry | null = entry ?? own;
    if (file === null) return 'implied';
    const { kind, mode, uid, gid, sizeBytes, digest, link, deviceMajor, deviceMinor, xattrs } =
      file;
    const attributes = Object.entries(xattrs ?? {}).sort();
    return JSON.stringify([
      kind,
      mode,
      uid,
      gid,
      sizeBytes,
      digest,
      link,
      deviceMajor,
      deviceMinor,
      attributes,
    ]);
  }

  private addAll(path: string, node: MergedNode): void {
    this.tell('added', path, node);
    for (const [name, child] of node.children ?? []) this.addAll(`${path}/${name}`, child);
  }

  private tell(kind: ChangeKind, path: string, node: MergedNode, sizeBytes?: number): void {
    const own = node.kind === 'directory' ? 0 : node.sizeBytes;
    this.changes.push(change(kind, path, node, sizeBytes ?? own));
  }
}

function change(kind: ChangeKind, path: string, node: MergedNode, sizeBytes: number): FileChange {
  const entryKind = node.kind === 'hardlink' ? 'file' : node.kind;
  return { kind, path: `/${path}`, sizeBytes, entryKind };
}

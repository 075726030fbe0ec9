import { setImmediate } from 'node:timers/promises';
import type { ImageWaste } from '../../../../shared/model/image';
import type { LayerEntry, LayerEntryKind } from '../../../../shared/model/layer';
import { HiddenContent } from '../../../inspect/hidden-content';

/** A file or folder of a whole image. Small on purpose: an image has hundreds of thousands. */
export interface MergedNode {
  readonly name: string;
  readonly kind: LayerEntryKind;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeSeconds: number;
  readonly link: string | undefined;
  /** The layer whose entry this is, counted from the bottom. */
  readonly layerIndex: number;
  /** Own size of a file; of a folder the sum of all below. */
  sizeBytes: number;
  children: Map<string, MergedNode> | null;
}

export interface MergedTree {
  readonly root: MergedNode;
  readonly nodeCount: number;
  /** What the layers carry and nobody sees. */
  readonly waste: ImageWaste;
}

/** What merging needs to know of layers. */
export interface LayerSource {
  entries(diffId: string): Iterable<LayerEntry>;
}

/** How long merging may keep other events waiting, in milliseconds. */
const sliceMs = 10;

/**
 * Lays layers over each other as an overlay mount shows them: whiteouts and opaque folders hide what
 * lower layers have, a folder over a folder keeps what is in it, anything else replaces what was
 * there. OCI image-spec v1.1 "layer.md", whiteouts.
 */
export async function mergeLayers(
  layers: LayerSource,
  diffIds: ReadonlyArray<string>,
  signal?: AbortSignal,
): Promise<MergedTree> {
  const builder = new TreeBuilder();
  const pace = new Pace(signal);
  for (const [layerIndex, diffId] of diffIds.entries()) {
    const added: LayerEntry[] = [];
    // A whiteout hides what lies below its layer, wherever in the layer it stands: those come first.
    for (const entry of layers.entries(diffId)) {
      if (entry.kind === 'whiteout') builder.hide(entry.path, layerIndex);
      else if (entry.kind === 'opaque') builder.hideContent(entry.path, layerIndex);
      else added.push(entry);
      if (pace.isDue()) await pace.rest();
    }
    for (const entry of added) {
      builder.add(entry, layerIndex);
      if (pace.isDue()) await pace.rest();
    }
  }
  return builder.finish();
}

/** Tells when it is time to let other events run. */
class Pace {
  private count = 0;
  private deadline = performance.now() + sliceMs;

  constructor(private readonly signal: AbortSignal | undefined) {}

  isDue(): boolean {
    this.count += 1;
    return this.count % 128 === 0 && performance.now() > this.deadline;
  }

  async rest(): Promise<void> {
    await setImmediate();
    this.signal?.throwIfAborted();
    this.deadline = performance.now() + sliceMs;
  }
}

class TreeBuilder {
  private root = makeNode('', impliedRoot, 0);
  /** Folders by path: entries mostly follow their folder, so most look-ups hit. */
  private readonly folders = new Map<string, MergedNode>([['', this.root]]);
  private readonly hidden = new HiddenContent();

  add(entry: LayerEntry, layerIndex: number): void {
    const { path } = entry;
    if (path === '') {
      this.replaceRoot(entry, layerIndex);
      return;
    }
    const slash = path.lastIndexOf('/');
    const parent = this.folder(slash < 0 ? '' : path.slice(0, slash), layerIndex);
    const node = makeNode(path.slice(slash + 1), entry, layerIndex);
    const before = parent.children?.get(node.name);
    if (before?.kind === 'directory' && node.kind === 'directory') node.children = before.children;
    else if (before !== undefined) this.forget(path, before, layerIndex);
    if (node.kind === 'directory') this.folders.set(path, node);
    (parent.children ??= new Map()).set(node.name, node);
  }

  hide(path: string, byLayer: number): void {
    const slash = path.lastIndexOf('/');
    const parent = this.folders.get(slash < 0 ? '' : path.slice(0, slash));
    const name = path.slice(slash + 1);
    const node = parent?.children?.get(name);
    if (parent === undefined || node === undefined) return;
    this.forget(path, node, byLayer);
    parent.children?.delete(name);
  }

  hideContent(path: string, byLayer: number): void {
    const folder = this.folders.get(path);
    if (folder === undefined) return;
    for (const [name, child] of folder.children ?? [])
      this.forget(path === '' ? name : `${path}/${name}`, child, byLayer);
    folder.children = null;
  }

  finish(): MergedTree {
    let nodeCount = 0;
    const sum = (node: MergedNode): number => {
      nodeCount += 1;
      if (node.kind !== 'directory') return node.sizeBytes;
      let total = 0;
      for (const child of node.children?.values() ?? []) total += sum(child);
      node.sizeBytes = total;
      return total;
    };
    sum(this.root);
    return { root: this.root, nodeCount, waste: this.hidden.summary() };
  }

  /** The folder at a path; made when no layer has an entry for it or something else is there. */
  private folder(path: string, layerIndex: number): MergedNode {
    const known = this.folders.get(path);
    if (known !== undefined) return known;
    this.add({ ...impliedRoot, path }, layerIndex);
    return this.folders.get(path) ?? this.root;
  }

  private replaceRoot(entry: LayerEntry, layerIndex: number): void {
    const { children } = this.root;
    this.root = makeNode('', entry, layerIndex);
    this.root.children = children;
    this.folders.set('', this.root);
  }

  private forget(path: string, node: MergedNode, byLayer: number): void {
    if (node.kind !== 'directory') {
      this.hidden.add(path, node.sizeBytes, node.layerIndex, byLayer);
      return;
    }
    this.folders.delete(path);
    for (const [name, child] of node.children ?? []) this.forget(`${path}/${name}`, child, byLayer);
  }
}

const impliedRoot: LayerEntry = {
  path: '',
  kind: 'directory',
  mode: 0o755,
  uid: 0,
  gid: 0,
  sizeBytes: 0,
  mtimeSeconds: 0,
  mtimeNanos: 0,
};

function makeNode(name: string, entry: LayerEntry, layerIndex: number): MergedNode {
  return {
    name,
    kind: entry.kind,
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    mtimeSeconds: entry.mtimeSeconds,
    link: entry.link,
    layerIndex,
    sizeBytes: entry.kind === 'file' ? entry.sizeBytes : 0,
    children: null,
  };
}

import type { LayerSource, MergedTree } from './merged-tree';
import { mergeLayers } from './merged-tree';

/** Nodes of all trees kept together; one takes some 200 bytes. */
const maximumNodes = 600_000;

/** The merged trees of the images looked at last. One being made is shared by all who ask. */
export class TreeCache {
  private readonly trees = new Map<string, Promise<MergedTree>>();
  private readonly sizes = new Map<string, number>();

  constructor(private readonly layers: LayerSource) {}

  get(diffIds: ReadonlyArray<string>): Promise<MergedTree> {
    const key = diffIds.join();
    const known = this.trees.get(key);
    if (known !== undefined) {
      // Move to the end: the first key is the one unused for longest.
      this.trees.delete(key);
      this.trees.set(key, known);
      return known;
    }
    const tree = mergeLayers(this.layers, diffIds);
    this.trees.set(key, tree);
    tree.then(
      ({ nodeCount }) => this.made(key, nodeCount),
      () => this.drop(key),
    );
    return tree;
  }

  private made(key: string, nodeCount: number): void {
    this.sizes.set(key, nodeCount);
    let total = [...this.sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const oldest of [...this.trees.keys()]) {
      if (total <= maximumNodes || oldest === key) return;
      total -= this.sizes.get(oldest) ?? 0;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.trees.delete(key);
    this.sizes.delete(key);
  }
}

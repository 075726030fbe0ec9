import { randomInt } from 'node:crypto';

const initialSlots = 1 << 12;
const noHash = 0;

/**
 * For each path that was seen, whether it is a folder: in 9 bytes of a path instead of some hundred,
 * so that memory stays flat. It keeps 52-bit hashes under a random seed; two paths are taken for one
 * with a chance of one in a thousand million even among a million, and nobody can bring it about.
 */
export class PathFlags {
  private hashes = new Float64Array(initialSlots);
  private flags = new Uint8Array(initialSlots);
  private count = 0;
  private readonly seed = randomInt(1, 2 ** 31);
  private readonly otherSeed = randomInt(1, 2 ** 31);

  get(path: string): boolean | undefined {
    const slot = this.slotOf(this.hash(path));
    return this.hashes[slot] === noHash ? undefined : this.flags[slot] === 1;
  }

  set(path: string, isFolder: boolean): void {
    if (this.count * 2 >= this.hashes.length) this.grow();
    const hash = this.hash(path);
    const slot = this.slotOf(hash);
    if (this.hashes[slot] === noHash) this.count += 1;
    this.hashes[slot] = hash;
    this.flags[slot] = isFolder ? 1 : 0;
  }

  has(path: string): boolean {
    return this.get(path) !== undefined;
  }

  /** The slot that holds the hash, or the free one where it belongs. */
  private slotOf(hash: number): number {
    const mask = this.hashes.length - 1;
    let slot = hash % this.hashes.length;
    while (this.hashes[slot] !== noHash && this.hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { hashes, flags } = this;
    this.hashes = new Float64Array(hashes.length * 2);
    this.flags = new Uint8Array(hashes.length * 2);
    for (const [index, hash] of hashes.entries()) {
      if (hash === noHash) continue;
      const slot = this.slotOf(hash);
      this.hashes[slot] = hash;
      this.flags[slot] = flags[index] ?? 0;
    }
  }

  /** Two multiplicative hashes side by side, the lower 20 bits of one above all 32 of the other. */
  private hash(path: string): number {
    let low = this.seed;
    let high = this.otherSeed;
    for (let index = 0; index < path.length; index += 1) {
      const unit = path.charCodeAt(index);
      low = Math.imul(low ^ unit, 0x9e3779b1);
      low ^= low >>> 15;
      high = Math.imul(high ^ unit, 0x85ebca6b);
      high ^= high >>> 13;
    }
    const value = (high >>> 12) * 0x1_0000_0000 + (low >>> 0);
    return value === noHash ? 1 : value;
  }
}

import type { BigIntStats } from 'node:fs';
import type { WalkedContext } from './walk-context';

/** An entry that was looked at; `kind` is an index into `contextKinds`. */
export interface Row {
  readonly path: string;
  readonly stat: BigIntStats;
  readonly kind: number;
  readonly target: string | null;
}

type Columns = Omit<
  WalkedContext,
  'startedAt' | 'root' | 'ignored' | 'ignoredCount' | 'ignoredBytes'
>;

/** Grows column by column: an object per file would cost more than looking at the file. */
export class ColumnWriter {
  private readonly paths: string[] = [];
  private readonly targets = new Map<number, string>();
  private capacity = 1024;
  private kinds = new Uint8Array(this.capacity);
  private modes = new Uint16Array(this.capacity);
  private sizes = new Float64Array(this.capacity);
  private links = new Uint32Array(this.capacity);
  private mtimes = new BigInt64Array(this.capacity);
  private ctimes = new BigInt64Array(this.capacity);
  private inodes = new BigUint64Array(this.capacity);
  private devices = new BigUint64Array(this.capacity);
  private specials = new BigUint64Array(this.capacity);

  add({ path, stat, kind, target }: Row): void {
    const index = this.paths.length;
    if (index === this.capacity) this.grow();
    if (target !== null) this.targets.set(index, target);
    this.paths.push(path);
    this.kinds[index] = kind;
    this.modes[index] = Number(stat.mode) & 0o7777;
    this.sizes[index] = kind === 0 ? Number(stat.size) : 0;
    this.links[index] = Number(stat.nlink);
    this.mtimes[index] = stat.mtimeNs;
    this.ctimes[index] = stat.ctimeNs;
    this.inodes[index] = stat.ino;
    this.devices[index] = stat.dev;
    this.specials[index] = stat.rdev;
  }

  finish(): Columns {
    const end = this.paths.length;
    const { paths, targets } = this;
    return {
      paths,
      targets,
      kinds: this.kinds.slice(0, end),
      modes: this.modes.slice(0, end),
      sizes: this.sizes.slice(0, end),
      links: this.links.slice(0, end),
      mtimes: this.mtimes.slice(0, end),
      ctimes: this.ctimes.slice(0, end),
      inodes: this.inodes.slice(0, end),
      devices: this.devices.slice(0, end),
      specials: this.specials.slice(0, end),
    };
  }

  private grow(): void {
    this.capacity *= 2;
    const { capacity } = this;
    const copy = <T extends { set(from: T): void }>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.kinds = copy(this.kinds, new Uint8Array(capacity));
    this.modes = copy(this.modes, new Uint16Array(capacity));
    this.sizes = copy(this.sizes, new Float64Array(capacity));
    this.links = copy(this.links, new Uint32Array(capacity));
    this.mtimes = copy(this.mtimes, new BigInt64Array(capacity));
    this.ctimes = copy(this.ctimes, new BigInt64Array(capacity));
    this.inodes = copy(this.inodes, new BigUint64Array(capacity));
    this.devices = copy(this.devices, new BigUint64Array(capacity));
    this.specials = copy(this.specials, new BigUint64Array(capacity));
  }
}

import { existsSync, lstatSync, readdirSync, type BigIntStats } from 'node:fs';
import type { IgnoreMatcher, IgnoreVerdict } from '../../dockerfile/dockerfile';
import { decodePath } from '../../base/path-bytes';
import { joinPath } from '../../oci/layer/tar-path';
import type { NewLayerEntry } from '../../oci/layer/tar-encode';
import type { Libc } from '../native/libc';
import { bytes, full, isWhiteout, LowerView } from './lower-view';
import { commonFields } from './stat-entry';
import { ifStillThere } from './still-there';
import { opaqueXattr, readEntry } from './upper-entry';

export interface UpperItem {
  readonly entry: NewLayerEntry;
  /** Where its content is; only for files. */
  readonly fullPath: string;
  /** Null for what stands for something that is not there: whiteouts, marks, folders of the image. */
  readonly stat: BigIntStats | null;
}

export interface WalkOptions {
  readonly upper: string;
  /** The chain's lower folders, topmost first: what a whiteout or an opaque folder hides. */
  readonly lowers: ReadonlyArray<string>;
  readonly userNamespace: boolean;
  /** Give sockets too, as empty files. Default false. */
  readonly sockets?: boolean;
  /** What is left out. */
  readonly excluded?: IgnoreMatcher;
  /** Paths whose own place is elsewhere: left out with everything in them. */
  readonly skipped?: ReadonlySet<string>;
  /** Items of an earlier walk: attributes of what has not changed since are not read again. */
  readonly known?: ReadonlyMap<string, UpperItem>;
  /** Told of what is in the upper folder and of no meaning to the layer. */
  onSuperfluous?(fullPath: string, what: 'socket' | 'whiteout' | 'opaque-mark'): void;
  isCancelled?(): boolean;
}

/** A folder that is left out itself: it is given only when something in it is not. */
interface HeldFolder {
  readonly item: UpperItem;
  given: boolean;
}

interface FolderState {
  readonly path: string;
  readonly verdict: IgnoreVerdict | undefined;
  readonly held: ReadonlyArray<HeldFolder>;
  /** Hides what lower layers have in it, and nothing given so far says so. */
  readonly hides: boolean;
}

/**
 * Everything in an overlay's upper folder as layer entries, in the order of Docker's walk (names by
 * their bytes, a folder before its content). The root itself is left out, as in Docker's layers.
 * Sockets are left out: no tar holds them. A folder is opaque only where a lower layer has something
 * to hide; overlay marks every new folder so.
 *
 * With exclusions the result is still a layer that stands alone: folders above what stays are kept (with
 * the image's attributes where the folder's own change is left out), a deletion that is left out leaves
 * the image's file visible even inside a folder that was replaced, and the first remaining name of a
 * hard-linked file carries its content.
 */
export function* walkUpper(libc: Libc, options: WalkOptions): Generator<UpperItem> {
  // A container that was never started has no upper folder.
  if (existsSync(options.upper)) yield* new UpperWalk(libc, options).walk();
}

class UpperWalk {
  private readonly lower: LowerView;
  private readonly links = new Map<bigint, string>();

  constructor(
    private readonly libc: Libc,
    private readonly options: WalkOptions,
  ) {
    this.lower = new LowerView(libc, options.lowers, opaqueXattr(options.userNamespace));
  }

  walk(): Generator<UpperItem> {
    return this.folder({ path: '', verdict: undefined, held: [], hides: false });
  }

  private *folder(state: FolderState): Generator<UpperItem> {
    const { options } = this;
    const folder = bytes(full(options.upper, state.path));
    const names = ifStillThere(() => readdirSync(folder, { encoding: 'buffer' }));
    for (const name of names?.sort(Buffer.compare) ?? []) {
      if (options.isCancelled?.() === true) return;
      const path = joinPath(state.path, decodePath(name));
      if (options.skipped?.has(path) !== true) yield* this.item(path, state);
    }
  }

  private *item(path: string, state: FolderState): Generator<UpperItem> {
    const { options, lower, libc } = this;
    const fullPath = full(options.upper, path);
    const stat = lstatSync(bytes(fullPath), { bigint: true, throwIfNoEntry: false });
    // A process that is not paused may have removed it since the folder was read.
    if (stat === undefined) return;
    if (stat.isSocket() && options.sockets !== true)
      return options.onSuperfluous?.(fullPath, 'socket');
    const verdict = options.excluded?.matchBelow(state.verdict, path);
    if (isWhiteout(stat)) {
      if (lower.stat(path) === undefined) options.onSuperfluous?.(fullPath, 'whiteout');
      else yield* this.whiteout(path, commonFields(path, stat), state.held);
      return;
    }
    const isExcluded = verdict?.isIgnored === true;
    if (!stat.isDirectory()) {
      const item = isExcluded ? null : ifStillThere(() => this.file(path, fullPath, stat));
      if (item !== null) yield* this.give(item, state.held);
      return;
    }
    if (isExcluded && options.excluded?.canSkip(path, verdict) === true) return;
    const below = { path, verdict, held: state.held, hides: state.hides };
    const read = ifStillThere(() => readEntry(libc, path, fullPath, stat));
    if (read === null) return;
    const { entry, opaque } = read;
    const hides = opaque || state.hides;
    if (isExcluded) {
      const held = { item: this.folderOfImage(path) ?? { entry, fullPath, stat }, given: false };
      yield* this.folder({ ...below, held: [...state.held, held], hides });
      return;
    }
    yield* this.give({ entry, fullPath, stat }, state.held);
    const covers = hides && lower.stat(path)?.isDirectory() === true;
    if (opaque && !covers) options.onSuperfluous?.(fullPath, 'opaque-mark');
    if (!covers) yield* this.folder({ ...below, hides: false });
    else if (!this.leavesOutBelow(path)) {
      yield { fullPath, stat: null, entry: { ...commonFields(path, stat), kind: 'opaque' } };
      yield* this.folder({ ...below, hides: false });
    } else {
      yield* this.hideMissing(path, commonFields(path, stat));
      yield* this.folder({ ...below, hides: true });
    }
  }

  private file(path: string, fullPath: string, stat: BigIntStats): UpperItem {
    const first = stat.nlink > 1n ? this.links.get(stat.ino) : undefined;
    if (first !== undefined) {
      const entry = { ...commonFields(path, stat), kind: 'hardlink', link: first } as const;
      return { fullPath, stat, entry };
    }
    const known = this.unchanged(path, stat);
    const entry =
      known !== null && known.entry.kind !== 'hardlink'
        ? known.entry
        : readEntry(this.libc, path, fullPath, stat).entry;
    if (stat.nlink > 1n) this.links.set(stat.ino, path);
    return { entry, fullPath, stat };
  }

  /** The folder as the image has it, for one whose own change is left out. */
  private folderOfImage(path: string): UpperItem | null {
    const found = this.lower.find(path);
    if (found?.stat.isDirectory() !== true) return null;
    const { entry } = readEntry(this.libc, path, found.fullPath, found.stat);
    return { entry, fullPath: found.fullPath, stat: null };
  }

  private *give(item: UpperItem, held: ReadonlyArray<HeldFolder>): Generator<UpperItem> {
    for (const folder of held) {
      if (folder.given) continue;
      folder.given = true;
      yield folder.item;
    }
    yield item;
  }

  /** The whiteout of a path, or of what in it is not left out. */
  private *whiteout(
    path: string,
    base: ReturnType<typeof commonFields>,
    held: ReadonlyArray<HeldFolder>,
  ): Generator<UpperItem> {
    const { lower, options } = this;
    const stat = lower.stat(path);
    if (stat === undefined) return;
    const verdict = options.excluded?.match(path);
    if (verdict !== undefined && options.excluded?.canSkip(path, verdict) === true) return;
    if (verdict === undefined || (!verdict.isIgnored && !this.leavesOutBelow(path))) {
      const entry = { ...base, path, mode: 0, kind: 'whiteout' } as const;
      yield* this.give({ fullPath: '', stat: null, entry }, held);
    } else if (stat.isDirectory()) {
      for (const name of lower.names(path)) yield* this.whiteout(joinPath(path, name), base, held);
    }
  }

  /** In the place of an opaque mark: whiteouts of what the folder no longer has. */
  private *hideMissing(path: string, base: ReturnType<typeof commonFields>): Generator<UpperItem> {
    for (const name of this.lower.names(path)) {
      const child = joinPath(path, name);
      const stat = lstatSync(bytes(full(this.options.upper, child)), { throwIfNoEntry: false });
      if (stat === undefined) yield* this.whiteout(child, base, []);
    }
  }

  /** Whether something that the image has below a folder is left out of the changes. */
  private leavesOutBelow(path: string): boolean {
    const { excluded } = this.options;
    if (excluded === undefined || excluded.lines.length === 0) return false;
    if (this.lower.stat(path)?.isDirectory() !== true) return false;
    return this.lower.names(path).some((name) => {
      const child = joinPath(path, name);
      return excluded.match(child).isIgnored || this.leavesOutBelow(child);
    });
  }

  private unchanged(path: string, stat: BigIntStats): UpperItem | null {
    const known = this.options.known?.get(path);
    return known?.stat != null && isSame(known.stat, stat) ? known : null;
  }
}

/** Nothing about it changed: the kernel moves ctime with every change of content or attributes. */
export function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return (
    one.ino === other.ino &&
    one.dev === other.dev &&
    one.ctimeNs === other.ctimeNs &&
    one.mtimeNs === other.mtimeNs &&
    one.size === other.size
  );
}

import { DarkroomError } from '../../../shared/errors';
import type { LayerEntry } from '../../../shared/model/layer';
import { decodeEntryBatches, EntryBatchWriter } from './entry-batches';
import { PathFlags } from './path-flags';
import { settleEntries } from './settle-entries';
import { parentPath } from './tar-path';

/** The most entries of one layer; memory for the check of doubles grows with them. */
const maxEntries = 5_000_000;

/**
 * Collects the file list of a layer in archive order and checks it: a hard link's target comes before
 * it. Lists that name a path twice, or put something below a link, are rare; only those are settled
 * into what unpacking would give.
 */
export class EntryList {
  private readonly batches = new EntryBatchWriter();
  /** Path to whether it is a folder, for everything but whiteouts. */
  private readonly seen = new PathFlags();
  private needsSettling = false;
  private lastFolder = '';
  private count = 0;

  /** `lenientLinks`: a hard link may name a file of a lower layer. */
  constructor(private readonly options: { readonly lenientLinks: boolean }) {}

  add(entry: LayerEntry): void {
    this.count += 1;
    if (this.count > maxEntries) {
      throw new DarkroomError(
        'ARCHIVE_HOSTILE',
        `Read archive: it has more than ${maxEntries} entries`,
      );
    }
    const { path, kind } = entry;
    if (kind === 'hardlink' && !this.options.lenientLinks && !this.seen.has(entry.link ?? '')) {
      throw new DarkroomError(
        'ARCHIVE_CORRUPT',
        `Read archive: “${path}” is a hard link to “${entry.link ?? ''}”, which is not in the archive before it`,
        { data: { path } },
      );
    }
    this.checkFolder(parentPath(path));
    if (kind !== 'whiteout' && kind !== 'opaque') {
      const before = this.seen.get(path);
      if (before !== undefined && !(path === '' && before)) this.needsSettling = true;
      this.seen.set(path, kind === 'directory');
    }
    this.batches.add(entry);
  }

  /** The list as transferable batches, in archive order, each path at most once. */
  finish(): Uint8Array[] {
    const batches = this.batches.finish();
    if (!this.needsSettling) return batches;
    const settled = new EntryBatchWriter();
    for (const entry of settleEntries(decodeEntryBatches(batches))) settled.add(entry);
    return settled.finish();
  }

  private checkFolder(folder: string): void {
    if (folder === this.lastFolder) return;
    for (let path = folder; path !== ''; path = parentPath(path)) {
      const isFolder = this.seen.get(path);
      if (isFolder === false) this.needsSettling = true;
      if (isFolder !== undefined) break;
    }
    this.lastFolder = folder;
  }
}

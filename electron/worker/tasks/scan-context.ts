import { createHash } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import type { SecretFinding } from '../../../shared/model/secret';
import { DarkroomError } from '../../../shared/errors';
import { fillLines } from '../../inspect/secrets/line-numbers';
import { SecretScanner } from '../../inspect/secrets/secret-scanner';
import { openContextFile } from '../../oci/layer/content-source';
import type { CancelContext } from '../protocol';
import type { WalkedContext } from './walk-context';

/** How much is read at most: of one file, and of all. Bytes. */
export interface ScanLimits {
  readonly fileBytes: number;
  readonly allBytes: number;
}

export interface ScannedContext {
  /** Paths from the context's root, without a leading slash. */
  readonly findings: ReadonlyArray<SecretFinding>;
  /** Stamps of files in which nothing was found: while they are the same nothing is read again. */
  readonly clean: BigUint64Array;
  /** Files that were not read, or not to their end, because of the limits or because they may not be read. */
  readonly unreadFiles: number;
}

const bufferBytes = 1 << 20;
/** File systems stamp by the tick of the kernel's clock: a change this fresh may be followed by one that looks the same. */
const clockGrainNs = 50_000_000n;

const asEntry = {
  kind: 'file',
  mode: 0,
  uid: 0,
  gid: 0,
  mtimeSeconds: 0,
  mtimeNanos: 0,
  dataOffset: 0,
} as const;

/** Looks for secrets in the files that a context sends. `clean`: what the scan before said. */
export function scanContext(
  root: string,
  walked: WalkedContext,
  clean: BigUint64Array,
  limits: ScanLimits,
  task: CancelContext,
): ScannedContext {
  return new ContextScan(root, walked, new Set(clean), limits, task).run();
}

class ContextScan {
  private readonly scanner = new SecretScanner('project');
  private readonly buffer = Buffer.allocUnsafeSlow(bufferBytes);
  private readonly found: SecretFinding[] = [];
  private readonly stamps: bigint[] = [];
  private unreadFiles = 0;
  private left: number;
  private readonly settledBefore: bigint;
  /** Findings of the scanner that have their lines. */
  private counted = 0;

  constructor(
    private readonly root: string,
    private readonly walked: WalkedContext,
    private readonly clean: ReadonlySet<bigint>,
    private readonly limits: ScanLimits,
    private readonly task: CancelContext,
  ) {
    this.left = limits.allBytes;
    this.settledBefore = BigInt(walked.startedAt) * 1_000_000n - clockGrainNs;
  }

  run(): ScannedContext {
    for (const index of this.order()) {
      this.task.throwIfCancelled();
      const stamp = this.stampOf(index);
      if (this.clean.has(stamp)) this.stamps.push(stamp);
      else this.scanFile(index, stamp);
    }
    this.found.sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
    const { found: findings, unreadFiles } = this;
    return { findings, clean: BigUint64Array.from(this.stamps), unreadFiles };
  }

  /** Files with something in them; where not all can be read, the small ones, since credentials are small. */
  private order(): ReadonlyArray<number> {
    const { kinds, sizes } = this.walked;
    const files = Array.from(kinds.keys()).filter(
      (index) => kinds[index] === 0 && (sizes[index] ?? 0) > 0,
    );
    const total = files.reduce((sum, index) => sum + this.readBytesOf(index), 0);
    return total <= this.limits.allBytes
      ? files
      : files.sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0));
  }

  private readBytesOf(index: number): number {
    return Math.min(this.walked.sizes[index] ?? 0, this.limits.fileBytes);
  }

  private scanFile(index: number, stamp: bigint): void {
    const wanted = this.readBytesOf(index);
    if (wanted > this.left || this.scanner.isFull) {
      this.unreadFiles += 1;
      return;
    }
    this.left -= wanted;
    const isWhole = this.read(index, wanted);
    if (!isWhole) this.unreadFiles += 1;
    if (this.scanner.findings.length > this.counted) this.take(index);
    else if (isWhole && (this.walked.ctimes[index] ?? 0n) < this.settledBefore)
      this.stamps.push(stamp);
  }

  /** Puts lines to what the scanner just found. */
  private take(index: number): void {
    const raw = this.scanner.findings.slice(this.counted);
    this.counted += raw.length;
    const place = `${this.root}/${this.walked.paths[index]}`;
    const added = unlessGone(() => fillLines(raw, place)) ?? fillLines(raw, null);
    this.found.push(...added.map((finding) => ({ ...finding, path: finding.path.slice(1) })));
  }

  /** Whether all of it was read. What is gone or may not be read the build tells of, if it needs it. */
  private read(index: number, wanted: number): boolean {
    const path = this.walked.paths[index] ?? '';
    this.scanner.begin({ ...asEntry, path, sizeBytes: wanted });
    const isRead = unlessGone(() => {
      const fd = openContextFile(`${this.root}/${path}`);
      try {
        return this.feed(fd, wanted);
      } finally {
        closeSync(fd);
      }
    });
    this.scanner.end();
    return isRead === true && wanted === this.walked.sizes[index];
  }

  private feed(fd: number, wanted: number): boolean {
    let at = 0;
    while (at < wanted) {
      this.task.throwIfCancelled();
      const count = readSync(fd, this.buffer, 0, Math.min(bufferBytes, wanted - at), at);
      if (count === 0) break;
      this.scanner.data(this.buffer.subarray(0, count), at);
      at += count;
    }
    return at === wanted;
  }

  /** Says in 64 bits which file it is and when it last changed. */
  private stampOf(index: number): bigint {
    const { paths, inodes, devices, sizes, mtimes, ctimes } = this.walked;
    return createHash('sha256')
      .update(
        `${paths[index]}\0${devices[index]} ${inodes[index]} ${sizes[index]} ${mtimes[index]} ${ctimes[index]}`,
        'utf16le',
      )
      .digest()
      .readBigUInt64LE();
  }
}

/** Null when a file was removed, replaced or closed to us while it was looked at. */
function unlessGone<Result>(look: () => Result): Result | null {
  try {
    return look();
  } catch (error) {
    if (error instanceof DarkroomError && error.code === 'CANCELLED') throw error;
    return null;
  }
}

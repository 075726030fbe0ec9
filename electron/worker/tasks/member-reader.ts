import { DarkroomError } from '../../../shared/errors';
import type { LayerEntry } from '../../../shared/model/layer';
import { TarParser } from '../../oci/layer/tar-parser';
import { blockSize } from '../../oci/layer/tar-format';
import { memberOf, type ArchiveMember } from './archive-member';
import type { RawSource } from './source';

/** What is asked for at once; a port has little more on its way. */
const stepBytes = 256 << 10;

/** The members of a tar that comes once, one after the other, each with its content. */
export class MemberReader {
  private readonly parser = new TarParser(
    { end: (entry) => void (this.entry = entry), begin: () => (this.isEntry = true) },
    { whiteouts: false },
  );
  private readonly block = Buffer.alloc(blockSize);
  private isEntry = false;
  private entry: LayerEntry | null = null;
  private left = 0;

  constructor(private readonly source: RawSource) {}

  /**
   * The next member, what was not read of the one before passed over; null at the archive's end.
   * ARCHIVE_CORRUPT, ARCHIVE_TRUNCATED, ARCHIVE_HOSTILE.
   */
  async next(): Promise<ArchiveMember | null> {
    await this.skip(this.left);
    while (!this.parser.ended) {
      const count = await this.source.read(this.block);
      this.isEntry = false;
      this.entry = null;
      this.parser.push(this.block.subarray(0, count));
      if (count < blockSize) break;
      if (!this.isEntry) continue;
      this.left = this.parser.skipContent();
      const member = this.entry === null ? null : memberOf(this.entry);
      if (member !== null) return member;
      await this.skip(this.left);
    }
    this.parser.end();
    return null;
  }

  /** The content of the member that came last. */
  content({ sizeBytes }: ArchiveMember): MemberSource {
    const end = this.left - sizeBytes;
    return new MemberSource(this.source, sizeBytes, (left) => (this.left = end + left));
  }

  private async skip(sizeBytes: number): Promise<void> {
    const scratch = Buffer.allocUnsafe(Math.min(stepBytes, sizeBytes));
    for (let left = sizeBytes; left > 0;) {
      const count = await this.source.read(scratch.subarray(0, Math.min(left, scratch.length)));
      if (count === 0) throw truncated();
      left -= count;
    }
    this.left = 0;
  }
}

/** The content of one member. */
export class MemberSource implements RawSource {
  /** What the archive itself failed with, rather than what is in the member. */
  failure: unknown = null;
  private left: number;
  private reading: Promise<unknown> = Promise.resolve();
  private isClosed = false;

  constructor(
    private readonly archive: RawSource,
    private readonly sizeBytes: number,
    private readonly onRead: (left: number) => void,
  ) {
    this.left = sizeBytes;
  }

  get bytesRead(): number {
    return this.sizeBytes - this.left;
  }

  peek(count: number): Promise<Uint8Array> {
    return this.archive.peek(Math.min(count, this.left));
  }

  read(target: Uint8Array): Promise<number> {
    if (this.isClosed) return Promise.resolve(0);
    const reading = this.readOnce(target);
    this.reading = reading.catch(() => undefined);
    return reading;
  }

  /** All of it, for what is small. */
  async whole(): Promise<Uint8Array> {
    const content = new Uint8Array(this.left);
    for (let at = 0; at < content.length; at += stepBytes) {
      await this.read(content.subarray(at, at + stepBytes));
    }
    return content;
  }

  /** Nobody reads on afterwards: a decompressor that was given up may still ask for more. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.reading;
  }

  private async readOnce(target: Uint8Array): Promise<number> {
    const wanted = Math.min(target.length, this.left);
    try {
      const count = await this.archive.read(target.subarray(0, wanted));
      this.left -= count;
      this.onRead(this.left);
      if (count < wanted) throw truncated();
      return count;
    } catch (error) {
      this.failure ??= error;
      throw error;
    }
  }
}

function truncated(): DarkroomError {
  return new DarkroomError('ARCHIVE_TRUNCATED', 'The archive ends too early');
}

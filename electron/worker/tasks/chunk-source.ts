import type { RawSource } from './source';

/** What a decompressor gives, to be taken in pieces of any size. */
export class ChunkSource implements RawSource {
  private readonly chunks: AsyncIterator<Uint8Array>;
  /** The chunk that is being handed out, from `at` on. */
  private current: Uint8Array = new Uint8Array(0);
  private at = 0;
  private done = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  get bytesRead(): number {
    return this.done;
  }

  async peek(count: number): Promise<Uint8Array> {
    while (this.current.length - this.at < count) {
      // Asking for the next chunk ends the life of this one.
      this.current = Buffer.from(this.current.subarray(this.at));
      this.at = 0;
      const next = await this.chunks.next();
      if (next.done === true) break;
      this.current = Buffer.concat([this.current, next.value]);
    }
    return this.current.subarray(this.at, this.at + count);
  }

  async read(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      if (this.at === this.current.length) {
        const next = await this.chunks.next();
        if (next.done === true) break;
        this.current = next.value;
        this.at = 0;
      }
      const piece = this.current.subarray(this.at, this.at + target.length - filled);
      target.set(piece, filled);
      this.at += piece.length;
      filled += piece.length;
    }
    this.done += filled;
    return filled;
  }

  /** Ends the decompressor, and the tool that does it. */
  async close(): Promise<void> {
    await this.chunks.return?.();
  }
}

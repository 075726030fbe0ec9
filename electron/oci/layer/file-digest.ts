import { createHash, hash, type Hash } from 'node:crypto';

/** sha256 of nothing. */
export const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const zeros = new Uint8Array(1 << 16);

/** Finds a file's sha256 as its content is written. */
export interface ContentDigest {
  /** `position` is not before the end of the last piece. */
  update(chunk: Uint8Array, position: number): void;
  /** Until where the tar has been written, for those who read it there. */
  written?(position: number): void;
  /** Lower-case hex. */
  finish(): string;
  /** Nobody will ask for it. */
  abandon?(): void;
}

/** sha256 of one file whose content comes in order, with holes. Lower-case hex. */
export class FileDigest implements ContentDigest {
  private hash: Hash | null = null;
  private position = 0;
  private result: string | null = null;

  constructor(private readonly sizeBytes: number) {}

  update(chunk: Uint8Array, position: number): void {
    if (this.hash === null && chunk.length === this.sizeBytes) {
      this.result = sha256Hex(chunk);
      return;
    }
    this.hash ??= createHash('sha256');
    this.fill(position);
    this.hash.update(chunk);
    this.position = position + chunk.length;
  }

  finish(): string {
    if (this.sizeBytes === 0) return emptySha256;
    if (this.result !== null) return this.result;
    this.hash ??= createHash('sha256');
    this.fill(this.sizeBytes);
    return this.hash.digest('hex');
  }

  private fill(end: number): void {
    while (this.position < end) {
      const length = Math.min(zeros.length, end - this.position);
      this.hash?.update(zeros.subarray(0, length));
      this.position += length;
    }
  }
}

/** One call into the crypto library instead of three: most files of a root file system are small. */
export function sha256Hex(bytes: Uint8Array): string {
  return bytes.length === 0 ? emptySha256 : hash('sha256', bytes, 'hex');
}

import { closeSync, openSync, readSync } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import { DarkroomError, fromWire, type WireError } from '../../../shared/errors';

/** Where an archive's bytes come from. `lengthBytes` null means up to the end of the file. */
export type SourceInput =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly start: number;
      readonly lengthBytes: number | null;
    }
  | { readonly kind: 'port'; readonly port: MessagePort };

/** What the sending side of a port says; the reader answers each chunk with the bytes it took. */
export type PortMessage =
  | { readonly kind: 'chunk'; readonly chunk: Uint8Array }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: WireError };

/** Bytes as they come from a source, with a look at the first ones. */
export interface RawSource {
  /** At least the first `count` bytes unless there are fewer; they come again when read. */
  peek(count: number): Promise<Uint8Array>;
  /** Fills `target` from its start; fewer bytes than fit only before the end; 0 at the end. */
  read(target: Uint8Array): Promise<number>;
  readonly bytesRead: number;
  close(): void | Promise<void>;
}

export function openSource(input: SourceInput): RawSource {
  return input.kind === 'file' ? new FileSource(input) : new PortSource(input.port);
}

class FileSource implements RawSource {
  private readonly fd: number;
  private done = 0;

  constructor(private readonly input: Extract<SourceInput, { kind: 'file' }>) {
    this.fd = openSync(input.path, 'r');
  }

  get bytesRead(): number {
    return this.done;
  }

  peek(count: number): Promise<Uint8Array> {
    const target = new Uint8Array(Math.min(count, this.input.lengthBytes ?? count));
    return Promise.resolve(
      target.subarray(0, readFully(this.fd, target, this.input.start + this.done)),
    );
  }

  read(target: Uint8Array): Promise<number> {
    const { start, lengthBytes } = this.input;
    const wanted =
      lengthBytes === null ? target.length : Math.min(target.length, lengthBytes - this.done);
    const count = readFully(this.fd, target.subarray(0, wanted), start + this.done);
    if (count < wanted && lengthBytes !== null) {
      throw new DarkroomError(
        'ARCHIVE_TRUNCATED',
        `The archive ends too early (at byte ${start + this.done + count})`,
        {
          data: { offset: start + this.done + count },
        },
      );
    }
    this.done += count;
    return Promise.resolve(count);
  }

  close(): void {
    closeSync(this.fd);
  }
}

function readFully(fd: number, target: Uint8Array, position: number): number {
  let done = 0;
  while (done < target.length) {
    const count = readSync(fd, target, done, target.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

class PortSource implements RawSource {
  private readonly chunks: Uint8Array[] = [];
  private ended = false;
  private error: DarkroomError | null = null;
  private wake: (() => void) | null = null;
  private done = 0;

  constructor(private readonly port: MessagePort) {
    port.on('message', (message: PortMessage) => {
      if (message.kind === 'chunk') this.chunks.push(message.chunk);
      else if (message.kind === 'end') this.ended = true;
      else this.error = fromWire(message.error);
      this.wake?.();
    });
    port.on('close', () => {
      if (!this.ended) this.error ??= new DarkroomError('CANCELLED', 'Cancelled');
      this.wake?.();
    });
  }

  get bytesRead(): number {
    return this.done;
  }

  async peek(count: number): Promise<Uint8Array> {
    await this.fill(count);
    const first: Uint8Array[] = [];
    for (let at = 0, left = count; left > 0 && at < this.chunks.length; at += 1) {
      const piece = this.chunks[at]?.subarray(0, left) ?? new Uint8Array(0);
      first.push(piece);
      left -= piece.length;
    }
    return Buffer.concat(first);
  }

  async read(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      if (this.chunks.length === 0) await this.fill(1);
      const chunk = this.chunks[0];
      if (chunk === undefined) break;
      const count = Math.min(chunk.length, target.length - filled);
      target.set(count === chunk.length ? chunk : chunk.subarray(0, count), filled);
      filled += count;
      if (count === chunk.length) {
        this.chunks.shift();
        release(chunk);
      } else this.chunks[0] = chunk.subarray(count);
    }
    this.done += filled;
    this.port.postMessage(filled);
    return filled;
  }

  close(): void {
    this.port.close();
  }

  private async fill(count: number): Promise<void> {
    for (;;) {
      if (this.error !== null) throw this.error;
      if (this.ended || this.chunks.reduce((sum, chunk) => sum + chunk.length, 0) >= count) return;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

/** Gives a message's memory back at once: the collector would wait until there are dozens of MiB. */
function release({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) structuredClone(null, { transfer: [buffer] });
}

const readBytes = 256 << 10;

/** What is left of a source, in chunks for a decompressor. */
export async function* readChunks(source: RawSource): AsyncIterable<Uint8Array> {
  for (;;) {
    const target = Buffer.allocUnsafe(readBytes);
    const count = await source.read(target);
    if (count > 0) yield target.subarray(0, count);
    if (count < readBytes) return;
  }
}

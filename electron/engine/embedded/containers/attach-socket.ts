import { close, closeSync, constants, openSync, read, write, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DarkroomError } from '../../../../shared/errors';
import { libc } from '../../../runtime/native/libc';

const readAsync = promisify(read);
const writeAsync = promisify(write);
const closeAsync = promisify(close);

/** What conmon reads at once; the rest of a longer packet would be lost. */
const packetBytes = 8192;
const streamOf: Readonly<Record<number, 'stdout' | 'stderr'>> = { 2: 'stdout', 3: 'stderr' };

/**
 * conmon's attach socket: each packet that comes is one byte for the stream (2 output, 3 errors) and
 * data; each that goes is input. Reading blocks a thread of libuv's pool, not this one.
 */
export class AttachSocket {
  private closed = false;

  private constructor(
    private readonly fd: number,
    private readonly bundle: string,
  ) {}

  /** CONTAINER_NOT_RUNNING when nobody listens. */
  static open(bundle: string): AttachSocket {
    // A socket's path must be short; the one through an open folder always is.
    const folder = openSync(bundle, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      return new AttachSocket(libc().connectPackets(`/proc/self/fd/${folder}/attach`), bundle);
    } catch (error) {
      throw new DarkroomError(
        'CONTAINER_NOT_RUNNING',
        'Attach to the container: it is not running',
        {
          cause: error,
        },
      );
    } finally {
      closeSync(folder);
    }
  }

  /** Hands on what comes until the other side or `close` ends it. */
  async pump(receive: (stream: 'stdout' | 'stderr', data: Buffer) => Promise<void>): Promise<void> {
    const buffer = Buffer.alloc(packetBytes * 8);
    try {
      for (;;) {
        const { bytesRead } = await readAsync(this.fd, buffer, 0, buffer.length, null);
        if (bytesRead === 0) return;
        const stream = streamOf[buffer[0] ?? 0];
        if (stream !== undefined) await receive(stream, Buffer.from(buffer.subarray(1, bytesRead)));
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
    } finally {
      await closeAsync(this.fd);
    }
  }

  async send(data: Buffer): Promise<void> {
    for (let start = 0; start < data.length && !this.closed; start += packetBytes) {
      await writeAsync(this.fd, data.subarray(start, start + packetBytes));
    }
  }

  /** The end of input. */
  endInput(): void {
    if (!this.closed) libc().shutdown(this.fd, 'write');
  }

  /** Ends `pump`, which closes the descriptor. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    libc().shutdown(this.fd, 'both');
  }

  /** Tells the container's terminal its size. */
  resize(columns: number, rows: number): void {
    let control: number;
    try {
      control = openSync(join(this.bundle, 'ctl'), constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      return; // it ended meanwhile
    }
    try {
      writeSync(control, `1 ${rows} ${columns}\n`);
    } finally {
      closeSync(control);
    }
  }
}

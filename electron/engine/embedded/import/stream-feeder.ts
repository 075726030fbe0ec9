import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { toWire } from '../../../../shared/errors';
import type { PortMessage } from '../../../worker/tasks/source';

/** Bytes on their way to the thread at most. */
const windowBytes = 8 << 20;

/**
 * Sends a stream to a worker thread through a port, never more than a window ahead. Until `forget` is
 * called it keeps what it has sent, so that the stream can be read again from its start.
 */
export class StreamFeeder {
  /** To be transferred to the thread. */
  readonly port: MessagePort;
  private readonly own: MessagePort;
  private kept: Uint8Array[] | null = [];
  private inFlight = 0;
  private wake: (() => void) | null = null;
  private stopped = false;
  private ended = false;
  private readonly pumping: Promise<void>;

  constructor(private readonly chunks: AsyncIterator<Uint8Array>) {
    const channel = new MessageChannel();
    this.port = channel.port2;
    this.own = channel.port1;
    this.own.on('message', (taken: number) => {
      this.inFlight -= taken;
      this.wake?.();
    });
    this.own.on('close', () => this.stop());
    this.pumping = this.pump();
  }

  /** Stops keeping: nobody will ask for the start again. */
  forget(): void {
    this.kept = null;
  }

  stop(): void {
    this.stopped = true;
    this.wake?.();
  }

  dispose(): void {
    this.stop();
    this.own.close();
  }

  /** The whole stream once more: what was sent, then the rest. Only before `forget`, after `stop`. */
  async *replay(): AsyncGenerator<Uint8Array> {
    await this.pumping;
    for (let chunk = this.kept?.shift(); chunk !== undefined; chunk = this.kept?.shift())
      yield chunk;
    while (!this.ended) {
      const next = await this.chunks.next();
      if (next.done === true) return;
      yield next.value;
    }
  }

  private async pump(): Promise<void> {
    try {
      while (!this.stopped) {
        const next = await this.chunks.next();
        if (next.done === true) {
          this.ended = true;
          this.send({ kind: 'end' });
          return;
        }
        this.kept?.push(next.value);
        this.inFlight += next.value.length;
        this.sendChunk(next.value);
        while (this.inFlight > windowBytes && !this.stopped) {
          await new Promise<void>((resolve) => (this.wake = resolve));
        }
      }
    } catch (error) {
      this.ended = true;
      this.send({ kind: 'failed', error: toWire(error) });
    }
  }

  /** A message takes the whole memory along that a piece is cut from: of a small piece a copy is sent. */
  private sendChunk(piece: Uint8Array): void {
    const isCut = piece.byteLength * 2 < piece.buffer.byteLength;
    this.send({ kind: 'chunk', chunk: isCut ? new Uint8Array(piece) : piece });
  }

  private send(message: PortMessage): void {
    this.own.postMessage(message);
  }
}

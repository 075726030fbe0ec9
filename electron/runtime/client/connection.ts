import { createConnection, type Socket } from 'node:net';
import { DarkroomError, fromWire } from '../../../shared/errors';
import {
  LineReader,
  type FromHelper,
  type HelperEvent,
  type MethodName,
  type Methods,
} from '../protocol';

interface Call {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onEvent(event: HelperEvent): void;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  onEvent?(event: HelperEvent): void;
}

/** A client's end of the helper's socket. Does not keep the process alive while no call is under way. */
export class HelperConnection {
  private readonly calls = new Map<number, Call>();
  private nextId = 1;
  private lost = false;

  private constructor(private readonly socket: Socket) {
    const reader = new LineReader((line) => this.receive(JSON.parse(line) as FromHelper));
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => reader.push(text));
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.onLost());
    socket.unref();
  }

  /** Null when nobody listens. */
  static open(path: string): Promise<HelperConnection | null> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(path);
      socket.once('error', (error: NodeJS.ErrnoException) => {
        if (['ENOENT', 'ECONNREFUSED', 'ECONNRESET'].includes(error.code ?? '')) resolve(null);
        else reject(error);
      });
      socket.once('connect', () => {
        socket.removeAllListeners('error');
        resolve(new HelperConnection(socket));
      });
    });
  }

  get isLost(): boolean {
    return this.lost;
  }

  call<M extends MethodName>(
    method: M,
    params: Methods[M]['params'],
    options: CallOptions = {},
  ): Promise<Methods[M]['result']> {
    const { signal } = options;
    if (signal?.aborted === true) return Promise.reject(cancelled());
    if (this.lost) return Promise.reject(helperLost());
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      const onAbort = () => this.send({ kind: 'cancel', id });
      const settle = () => {
        signal?.removeEventListener('abort', onAbort);
        this.calls.delete(id);
        if (this.calls.size === 0) this.socket.unref();
      };
      this.calls.set(id, {
        resolve(value) {
          settle();
          resolve(value as Methods[M]['result']);
        },
        reject(error) {
          settle();
          reject(error);
        },
        onEvent: (event) => options.onEvent?.(event),
      });
      this.socket.ref();
      signal?.addEventListener('abort', onAbort);
      this.send({ kind: 'request', id, method, params });
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private send(message: unknown): void {
    this.socket.write(`${JSON.stringify(message)}\n`);
  }

  private receive(message: FromHelper): void {
    const call = this.calls.get(message.id);
    if (call === undefined) return;
    if (message.kind === 'event') call.onEvent(message.event);
    else if (message.kind === 'result') call.resolve(message.result);
    else call.reject(fromWire(message.error));
  }

  private onLost(): void {
    this.lost = true;
    for (const call of [...this.calls.values()]) call.reject(helperLost());
  }
}

function cancelled(): DarkroomError {
  return new DarkroomError('CANCELLED', 'Cancelled');
}

function helperLost(): DarkroomError {
  return new DarkroomError('SANDBOX_HELPER_LOST', "The sandbox's helper process ended", {
    hint: 'Try again: it is started anew. Running containers are not affected.',
  });
}

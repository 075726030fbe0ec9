import { createServer, type Server, type Socket } from 'node:net';
import * as v from 'valibot';
import { DarkroomError, toWire } from '../../../shared/errors';
import { LineReader, type FromHelper, type HelperEvent, type MethodName } from '../protocol';
import type { CallContext, Handlers } from './handlers';
import { messageSchema, requestSchemas } from './request-schemas';

/** Listens for clients and hands their requests on. */
export class HelperServer {
  private readonly server: Server;
  private readonly connections = new Set<Connection>();

  constructor(
    private readonly handlers: Handlers,
    private readonly onIdle: () => void,
  ) {
    this.server = createServer((socket) => this.accept(socket));
  }

  listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(path, () => resolve());
    });
  }

  get isIdle(): boolean {
    return this.connections.size === 0;
  }

  /** Takes no more connections; those that are there go on. */
  close(): void {
    this.server.close();
  }

  private accept(socket: Socket): void {
    const connection = new Connection(socket, this.handlers);
    this.connections.add(connection);
    socket.once('close', () => {
      this.connections.delete(connection);
      connection.lost();
      if (this.connections.size === 0) this.onIdle();
    });
  }
}

class Connection {
  private readonly calls = new Map<number, AbortController>();
  private readonly whenLost = new Set<() => void>();

  constructor(
    private readonly socket: Socket,
    private readonly handlers: Handlers,
  ) {
    const reader = new LineReader((line) => this.receive(line));
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      try {
        reader.push(text);
      } catch {
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
  }

  lost(): void {
    for (const controller of this.calls.values()) controller.abort(cancelled());
    for (const action of this.whenLost) action();
    this.whenLost.clear();
  }

  private receive(line: string): void {
    const message = v.safeParse(messageSchema, parseJson(line));
    if (!message.success) {
      this.socket.destroy();
      return;
    }
    const { output } = message;
    if (output.kind === 'cancel') this.calls.get(output.id)?.abort(cancelled());
    else void this.answer(output.id, output.method, output.params);
  }

  private async answer(id: number, method: MethodName, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.calls.set(id, controller);
    try {
      const checked = v.safeParse(requestSchemas[method], params);
      if (!checked.success) {
        throw new DarkroomError(
          'INTERNAL',
          `Ask the sandbox for ${method}: ${v.summarize(checked.issues)}`,
        );
      }
      const call: CallContext = {
        signal: controller.signal,
        client: this,
        send: (event: HelperEvent) => this.send({ kind: 'event', id, event }),
        onConnectionLost: (action) => this.onLost(action),
      };
      const handle = this.handlers[method] as (
        params: unknown,
        call: CallContext,
      ) => Promise<unknown>;
      const result = await handle(checked.output, call);
      this.send({ kind: 'result', id, result });
    } catch (error) {
      this.send({ kind: 'error', id, error: toWire(error) });
    } finally {
      this.calls.delete(id);
    }
  }

  private onLost(action: () => void): { takeBack(): void } {
    if (this.socket.destroyed) action();
    else this.whenLost.add(action);
    return { takeBack: () => this.whenLost.delete(action) };
  }

  private send(message: FromHelper): void {
    if (this.socket.writable) this.socket.write(`${JSON.stringify(message)}\n`);
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function cancelled(): DarkroomError {
  return new DarkroomError('CANCELLED', 'Cancelled');
}

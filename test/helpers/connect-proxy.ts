import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A proxy that brings every name to this machine, and keeps what it was asked for. */
export interface TestProxy {
  readonly host: string;
  /** `CONNECT name:port` and `GET http://…`, in order. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** `login`: `user:password` that has to be given; anything else is answered with 407. */
export async function startProxy(login?: string): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const wanted = login === undefined ? null : `Basic ${Buffer.from(login).toString('base64')}`;
  const isRefused = ({ headers }: IncomingMessage) =>
    wanted !== null && headers['proxy-authorization'] !== wanted;
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '' } = incoming;
    asked.push(`${method} ${url}`);
    if (isRefused(incoming)) {
      outgoing.writeHead(407).end();
      return;
    }
    const { port, pathname, search } = new URL(url);
    const { 'proxy-authorization': _login, ...headers } = incoming.headers;
    const options = { host: '127.0.0.1', port, method, path: `${pathname}${search}`, headers };
    const forwarded = httpRequest(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(forwarded);
  });
  server.on('connect', (incoming, client: Socket) => {
    asked.push(`CONNECT ${incoming.url ?? ''}`);
    if (isRefused(incoming)) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const port = Number((incoming.url ?? '').split(':').at(-1));
    const target = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.pipe(target).pipe(client);
    });
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

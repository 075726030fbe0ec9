import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { PortBinding } from '../../network';
import { portFailed } from './pasta';

/** Where Docker starts to look for a port of its own choice: Linux's ephemeral ports. */
const firstFreePort = 32_768;
const lastFreePort = 60_999;

/**
 * Settles which ports of the host are used: those asked for are tried, so that what is wrong is told
 * with its reason, and each 0 becomes a free one. PORT_IN_USE, PERMISSION_DENIED, INVALID_ARGUMENT.
 */
export async function settlePorts(
  wanted: ReadonlyArray<PortBinding>,
): Promise<ReadonlyArray<PortBinding>> {
  const taken = new Set<string>();
  const settled: PortBinding[] = [];
  for (const port of wanted) {
    const found = port.hostPort === 0 ? await freePort(port, taken) : await fixedPort(port);
    taken.add(key(found));
    settled.push(found);
  }
  return settled;
}

async function fixedPort(port: PortBinding): Promise<PortBinding> {
  const code = await tryPort(port);
  if (code !== null) throw portFailed(port, code);
  return port;
}

async function freePort(port: PortBinding, taken: ReadonlySet<string>): Promise<PortBinding> {
  const count = lastFreePort - firstFreePort + 1;
  const start = Math.floor(Math.random() * count);
  let code: string | null = null;
  for (let offset = 0; offset < count; offset += 1) {
    const candidate = { ...port, hostPort: firstFreePort + ((start + offset) % count) };
    if (taken.has(key(candidate))) continue;
    code = await tryPort(candidate);
    if (code === null) return candidate;
    if (code !== 'EADDRINUSE') break;
  }
  throw portFailed(port, code ?? 'EADDRINUSE');
}

function key({ hostPort, protocol }: PortBinding): string {
  return `${hostPort}/${protocol}`;
}

/** Null when it can be listened on, else the code of the error. */
function tryPort(port: PortBinding): Promise<string | null> {
  const address = port.hostAddress === '' ? '0.0.0.0' : port.hostAddress;
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    if (port.protocol === 'tcp') {
      const server = createServer();
      server.once('error', failed);
      server.listen({ port: port.hostPort, host: address, exclusive: true }, () =>
        server.close(() => resolve(null)),
      );
      return;
    }
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', (error) => {
      socket.close();
      failed(error);
    });
    socket.bind({ port: port.hostPort, address, exclusive: true }, () =>
      socket.close(() => resolve(null)),
    );
  });
}

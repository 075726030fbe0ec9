import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { connect as connectSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { isIP } from 'node:net';
import { DarkroomError } from '../../../../shared/errors';
import type { EngineEndpoint, TlsFiles } from '../../../../shared/model/engine';
import { SshSocket } from './ssh-socket';

/** Kept open between requests, so that a connection is not made for each. */
const idleConnections = 4;

/** The agent through which all requests to an endpoint go. SOURCE_NOT_READABLE for a certificate. */
export async function openAgent(endpoint: EngineEndpoint): Promise<Agent> {
  const open = await connector(endpoint);
  const agent = new Agent({ keepAlive: true, maxFreeSockets: idleConnections });
  // Set on the one agent: a class of agents would load Node's HTTP with this module.
  agent.createConnection = () => open();
  return agent;
}

async function connector(endpoint: EngineEndpoint): Promise<() => Duplex> {
  switch (endpoint.kind) {
    case 'embedded':
      throw new DarkroomError('INTERNAL', 'The embedded engine has no address');
    case 'socket':
      return () => connectSocket(endpoint.path);
    case 'ssh':
      return () => new SshSocket(endpoint);
    case 'tcp': {
      const { host, port, tls } = endpoint;
      if (tls === null) return () => connectSocket(port, host);
      const options = { ...(await readTls(tls)), host, port, ...serverName(host) };
      return () => connectTls(options);
    }
  }
}

/** A name is asked for; an address cannot be (RFC 6066, section 3). */
function serverName(host: string): ConnectionOptions {
  return isIP(host) === 0 ? { servername: host } : {};
}

async function readTls(files: TlsFiles): Promise<ConnectionOptions> {
  const [ca, cert, key] = await Promise.all(
    [files.caFile, files.certFile, files.keyFile].map(readPem),
  );
  return {
    rejectUnauthorized: !files.skipVerify,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

async function readPem(path: string | null): Promise<Buffer | undefined> {
  if (path === null) return undefined;
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DarkroomError('SOURCE_NOT_READABLE', `Read certificate “${path}”: ${reason}`, {
      data: { path },
      hint: 'Check the path and its mode; it is kept with the engine.',
      cause: error,
    });
  }
}

import { randomBytes } from 'node:crypto';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { toDisposable, type Disposable } from '../../../../base/disposable';
import type { DockerApi } from '../../docker-api';
import { addSessionServices, type SessionSources } from './session-services';

export interface BuildKitSession extends Disposable {
  readonly id: string;
}

/**
 * `POST /session`: the engine turns the connection around and asks us, in gRPC over HTTP/2 without
 * TLS, for what a build needs of this machine: secrets, agents, credentials.
 */
export async function openSession(
  api: DockerApi,
  sources: SessionSources,
  signal: AbortSignal,
): Promise<BuildKitSession> {
  const server = new Server();
  const methods = addSessionServices(server, sources);
  const id = randomBytes(16).toString('hex');
  const connection = await api.hijack({
    method: 'POST',
    path: '/session',
    headers: {
      Upgrade: 'h2c',
      'X-Docker-Expose-Session-Uuid': id,
      'X-Docker-Expose-Session-Name': 'darkroom',
      'X-Docker-Expose-Session-Sharedkey': '',
      'X-Docker-Expose-Session-Grpc-Method': methods as unknown as string,
    },
    signal,
    what: 'Open a BuildKit session',
  });
  connection.on('error', () => undefined); // the build ends with its own word for it
  server.createConnectionInjector(ServerCredentials.createInsecure()).injectConnection(connection);
  const end = toDisposable(() => {
    server.forceShutdown();
    connection.destroy();
  });
  return { id, dispose: () => end.dispose() };
}

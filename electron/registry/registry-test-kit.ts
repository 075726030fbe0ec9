import { createHash } from 'node:crypto';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Authorizer } from './auth/authorizer';
import { ownEndpoint } from './endpoint';
import { HttpClient } from './http/http-client';
import { RegistryClient } from './registry-client';
import { Repository } from './repository';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

/** For tests of what docker-registry does not do: a registry that answers as it is told. */
export interface ScriptedRegistry {
  readonly repository: Repository;
  readonly host: string;
  readonly seen: Seen[];
  stop(): Promise<void>;
}

export type Answer = (request: Seen, response: http.ServerResponse) => void;

export async function scriptedRegistry(answer: Answer): Promise<ScriptedRegistry> {
  const seen: Seen[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks) };
      seen.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const endpoint = { ...ownEndpoint(host, undefined), scheme: 'http' } as const;
  const client = new HttpClient(endpoint, {}, 2000);
  const retry = { attempts: 3, firstDelayMs: 1, maxDelayMs: 50 };
  const authorizer = new Authorizer(host, client, () => Promise.resolve(null));
  const registry = new RegistryClient(endpoint, client, authorizer, retry);
  return {
    repository: new Repository(registry, 'shop/api'),
    host,
    seen,
    async stop() {
      registry.dispose();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function sha256(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

import { createSign, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate, registryUser } from './registry';

/** What was asked of the token server. */
export interface TokenRequest {
  readonly kind: 'anonymous' | 'password' | 'refresh';
  readonly scope: string;
}

export interface TokenServer {
  readonly realm: string;
  readonly certificate: string;
  readonly requests: TokenRequest[];
  stop(): Promise<void>;
}

const refreshToken = 'refresh-of-leon';
const lifeSeconds = 60;

/**
 * The token server that docker-registry does not bring: signs tokens after distribution's "Token
 * Authentication Specification". Anybody may pull, the test's user may push. GET with a password gives
 * an identity token too when it is asked for one, POST takes it.
 */
export async function startTokenServer(): Promise<TokenServer> {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-token-'));
  const certificate = await makeCertificate(folder);
  const key = await readFile(join(folder, 'key.pem'), 'utf8');
  const chain = new X509Certificate(await readFile(certificate)).raw.toString('base64');
  const requests: TokenRequest[] = [];

  const sign = (scopes: ReadonlyArray<string>, user: string): string => {
    const now = Math.floor(Date.now() / 1000);
    const part = (value: unknown): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const access = scopes.map((scope) => {
      const [type, name, actions = ''] = scope.split(':');
      return {
        type,
        name,
        actions: actions.split(',').filter((action) => action === 'pull' || user !== ''),
      };
    });
    const claims = { iss: 'test-issuer', sub: user, aud: 'test-registry', access };
    const times = { exp: now + lifeSeconds, nbf: now - 10, iat: now, jti: String(Math.random()) };
    const body = `${part({ typ: 'JWT', alg: 'RS256', x5c: [chain] })}.${part({ ...claims, ...times })}`;
    return `${body}.${createSign('RSA-SHA256').update(body).sign(key).toString('base64url')}`;
  };
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://token');
    const answer = (scopes: ReadonlyArray<string>, user: string, refresh: boolean): void => {
      const token = { token: sign(scopes, user), expires_in: lifeSeconds };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(refresh ? { ...token, refresh_token: refreshToken } : token));
    };
    if (request.method === 'POST') {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      request.on('end', () => {
        const form = new URLSearchParams(text);
        const scope = form.get('scope') ?? '';
        requests.push({ kind: 'refresh', scope });
        if (form.get('refresh_token') !== refreshToken) response.writeHead(401).end();
        else answer(scope === '' ? [] : scope.split(' '), registryUser.username, false);
      });
      return;
    }
    const scopes = url.searchParams.getAll('scope');
    const authorization = request.headers.authorization ?? '';
    const { username, password } = registryUser;
    const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const kind = authorization === '' ? 'anonymous' : 'password';
    requests.push({ kind, scope: scopes.join(' ') });
    if (kind === 'password' && authorization !== expected) response.writeHead(401).end();
    else {
      const isOffline = url.searchParams.get('offline_token') === 'true';
      answer(scopes, kind === 'password' ? username : '', isOffline);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    realm: `http://127.0.0.1:${port}/token`,
    certificate,
    requests,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

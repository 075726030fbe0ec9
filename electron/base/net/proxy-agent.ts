import * as http from 'node:http';
import * as https from 'node:https';
import type { Duplex } from 'node:stream';
import * as tls from 'node:tls';
import { proxyFor } from './proxy-choice';

/** The proxy could not be used; `code` tells it from what lies behind. */
export class ProxyError extends Error {
  readonly code = 'EPROXY';
}

type Connected = (error: Error | null, socket: Duplex) => void;

/** TLS by way of a proxy's tunnel (RFC 9110, section 9.3.6, CONNECT), or straight where none is set. */
export class ProxyingAgent extends https.Agent {
  constructor(
    options: https.AgentOptions,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    super(options);
  }

  override createConnection(
    options: https.RequestOptions & { readonly servername?: string },
    callback?: Connected,
  ): Duplex | null | undefined {
    const host = String(options.host ?? options.hostname ?? '');
    const target = `${host.includes(':') ? `[${host}]` : host}:${options.port ?? 443}`;
    const proxy = proxyFor(new URL(`https://${target}`), this.env);
    if (proxy === null) return super.createConnection(options, callback);
    openTunnel(proxy, target).then(
      (socket) => {
        const { path: _path, host: _host, port: _port, ...rest } = options;
        callback?.(null, tls.connect({ ...(rest as tls.ConnectionOptions), socket }));
      },
      // Node looks at the socket only when there is no error.
      (error: unknown) => callback?.(error as Error, undefined as never),
    );
    return undefined;
  }
}

/** Where to send a request for plain HTTP: straight, or to the proxy with the whole address as its path. */
export function plainRoute(url: URL, env: NodeJS.ProcessEnv): http.RequestOptions {
  const proxy = proxyFor(url, env);
  if (proxy === null) {
    return { host: bareHost(url), port: url.port || 80, path: `${url.pathname}${url.search}` };
  }
  return {
    host: bareHost(proxy),
    port: proxy.port || 80,
    path: `${url.origin}${url.pathname}${url.search}`,
    headers: { host: url.host, ...proxyLogin(proxy) },
  };
}

function openTunnel(proxy: URL, target: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const connecting = (proxy.protocol === 'https:' ? https : http).request({
      method: 'CONNECT',
      host: bareHost(proxy),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      path: target,
      headers: { host: target, ...proxyLogin(proxy) },
      agent: false,
    });
    const refuse = (reason: string): void =>
      reject(new ProxyError(`the proxy ${proxy.host} ${reason}`));
    if (!['http:', 'https:'].includes(proxy.protocol)) {
      connecting.destroy();
      refuse(`cannot be used: it is for ${proxy.protocol}`);
      return;
    }
    connecting.once('connect', (answer, socket, head) => {
      if (answer.statusCode === 200) {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
        return;
      }
      socket.destroy();
      refuse(`answered ${answer.statusCode ?? 0} ${answer.statusMessage ?? ''}`.trim());
    });
    connecting.once('error', (error) => refuse(`cannot be reached: ${error.message}`));
    connecting.end();
  });
}

function proxyLogin(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const plain = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(plain).toString('base64')}` };
}

const bareHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

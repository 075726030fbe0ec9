import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { proxyFor } from './proxy-choice';

/** The proxy could not be used; `code` tells it from what lies behind. */
export class ProxyError extends Error {
  readonly code = 'EPROXY';
}

type Connected = (error: Error | null, socket: Duplex) => void;

/** TLS by way of a proxy's tunnel (RFC 9110, section 9.3.6, CONNECT), or straight where none is set. */
export function proxyingAgent(options: https.AgentOptions, env: NodeJS.ProcessEnv): https.Agent {
  const agent = new https.Agent(options);
  const connectStraight = agent.createConnection.bind(agent);
  // Set on the one agent: a class of agents would load Node's HTTP with this module.
  agent.createConnection = (given: https.RequestOptions, callback?: Connected) => {
    const host = String(given.host ?? given.hostname ?? '');
    const target = `${host.includes(':') ? `[${host}]` : host}:${given.port ?? 443}`;
    const proxy = proxyFor(new URL(`https://${target}`), env);
    if (proxy === null) return connectStraight(given, callback);
    openTunnel(proxy, target).then(
      (socket) => {
        const { path: _path, host: _host, port: _port, ...rest } = given;
        callback?.(null, tls.connect({ ...(rest as tls.ConnectionOptions), socket }));
      },
      // Node looks at the socket only when there is no error.
      (error: unknown) => callback?.(error as Error, undefined as never),
    );
    return undefined;
  };
  return agent;
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
    const request = proxy.protocol === 'https:' ? https.request : http.request;
    const connecting = request({
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

import http from 'node:http';
import https from 'node:https';
import { rootCertificates } from 'node:tls';
import { throwIfAborted } from '../abort';
import { plainRoute, proxyingAgent } from './proxy-agent';
import { systemCertificates } from './system-certificates';

/** An answer whose body, the response itself, has to be read or destroyed. */
export interface Download {
  readonly status: number;
  readonly statusText: string;
  readonly body: http.IncomingMessage;
  /** Bytes of the body where the server says so. */
  readonly sizeBytes: number | null;
}

const maxRedirects = 10;
/** No byte for so long is a break, in milliseconds. */
const idleMs = 60_000;

/**
 * GET of an http(s) address, redirects followed, through the proxy of the environment. Rejects with what
 * the connection failed with; every status is an answer. Nothing is asked for compressed.
 */
export async function openDownload(
  address: string,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Download> {
  let url = new URL(address);
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const body = await get(url, signal, env);
    const status = body.statusCode ?? 0;
    const { location } = body.headers;
    if (![301, 302, 303, 307, 308].includes(status) || location === undefined) {
      const length = Number(body.headers['content-length'] ?? Number.NaN);
      const isPlain = body.headers['content-encoding'] === undefined;
      const sizeBytes = Number.isSafeInteger(length) && isPlain ? length : null;
      return { status, statusText: body.statusMessage ?? '', body, sizeBytes };
    }
    body.destroy();
    const next = new URL(location, url);
    if (!['http:', 'https:'].includes(next.protocol) || (isTls(url) && !isTls(next)))
      throw new Error(`it redirects to ${next.protocol}//${next.host}`);
    // A login in the address is for its own host.
    if (next.host === url.host && next.username === '') {
      next.username = url.username;
      next.password = url.password;
    }
    url = next;
  }
  throw new Error('it redirects in a circle');
}

const isTls = (url: URL): boolean => url.protocol === 'https:';

async function get(
  url: URL,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv,
): Promise<http.IncomingMessage> {
  throwIfAborted(signal);
  const login =
    url.username === ''
      ? {}
      : { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` };
  const options = { headers: { 'user-agent': 'darkroom' }, signal, timeout: idleMs, ...login };
  const request = isTls(url)
    ? https.request(url, {
        ...options,
        agent: proxyingAgent(
          { ca: [...rootCertificates, ...(await systemCertificates(env))] },
          env,
        ),
      })
    : http.request(withHeaders(plainRoute(url, env), options));
  return new Promise((resolve, reject) => {
    request.on('response', resolve);
    request.on('timeout', () => request.destroy(new Error('no answer for too long')));
    request.on('error', (error: NodeJS.ErrnoException) => {
      // Several addresses that all failed have a code in common and no text.
      reject(error.message === '' ? new Error(error.code, { cause: error }) : error);
    });
    request.end();
  });
}

function withHeaders(route: http.RequestOptions, options: http.RequestOptions) {
  const headers = {
    ...(options.headers as http.OutgoingHttpHeaders),
    ...(route.headers as http.OutgoingHttpHeaders | undefined),
  };
  return { ...options, ...route, headers };
}

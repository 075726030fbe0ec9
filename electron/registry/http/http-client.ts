import { readFile, readdir } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { DarkroomError } from '../../../shared/errors';
import { isLoopback } from '../../../shared/model/registry';
import { cancelledError } from '../../base/abort';
import { plainRoute, proxyingAgent } from '../../base/net/proxy-agent';
import { systemCertificates } from '../../base/net/system-certificates';
import { readAuthorities } from '../authorities';
import type { Endpoint } from '../endpoint';

export type Headers = Readonly<Record<string, string>>;

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers?: Headers;
  readonly body?: Uint8Array | string;
  readonly signal: AbortSignal;
}

/** A response whose body has to be read or destroyed. */
export type HttpResponse = http.IncomingMessage;

/** No byte for so long is a break, in milliseconds. */
const idleMs = 60_000;
const maxBodyBytes = 4 << 20;
const certificateFolders = ['/etc/docker/certs.d', '/etc/containers/certs.d'];

/** HTTP and HTTPS connections to one endpoint, kept alive between requests. */
export class HttpClient {
  private readonly plain = new http.Agent({ keepAlive: true, maxSockets: 16 });
  private secure: Promise<https.Agent> | null = null;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly env: NodeJS.ProcessEnv,
    private readonly idleTimeoutMs: number = idleMs,
  ) {}

  /** Resolves with the head of the response. REGISTRY_UNREACHABLE, REGISTRY_CERTIFICATE, CERTIFICATE_UNUSABLE, CANCELLED. */
  async send(request: HttpRequest): Promise<HttpResponse> {
    const { url, signal, body } = request;
    if (signal.aborted) throw cancelledError();
    const isSecure = url.protocol === 'https:';
    const agent = isSecure
      ? await (this.secure ??= secureAgent(this.endpoint, this.env))
      : this.plain;
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void =>
        reject(signal.aborted ? cancelledError() : connectionError(url, error));
      const headers: Record<string, string | number> = { ...request.headers };
      if (body !== undefined) headers['content-length'] = Buffer.byteLength(body);
      else if (request.method !== 'GET' && request.method !== 'HEAD') headers['content-length'] = 0;
      const route = isSecure ? null : plainRoute(url, this.env);
      const options = {
        method: request.method,
        agent,
        signal,
        timeout: this.idleTimeoutMs,
        ...route,
        headers: { ...headers, ...(route?.headers as Headers | undefined) },
      };
      const sent = isSecure ? https.request(url, options) : http.request(options);
      sent.on('response', (response) => {
        response.on('error', () => undefined);
        resolve(response);
      });
      sent.on('timeout', () => sent.destroy(new Error('no answer for too long')));
      sent.on('error', fail);
      sent.end(body);
    });
  }

  /** Whether plain HTTP may be spoken with a host that this endpoint refers to. */
  allowsPlain(host: string): boolean {
    return this.endpoint.insecure || isLoopback(host);
  }

  dispose(): void {
    this.plain.destroy();
    void this.secure?.then((agent) => agent.destroy()).catch(() => undefined);
  }
}

async function secureAgent(endpoint: Endpoint, env: NodeJS.ProcessEnv): Promise<https.Agent> {
  const own = await ownCertificates(endpoint);
  const options = {
    keepAlive: true,
    maxSockets: 16,
    rejectUnauthorized: !endpoint.insecure,
    ca: [...rootCertificates, ...(await systemCertificates(env)), ...own.authorities],
    ...(own.client === null ? {} : own.client),
  };
  return proxyingAgent(options, env);
}

interface OwnCertificates {
  readonly authorities: ReadonlyArray<string>;
  readonly client: { readonly cert: string; readonly key: string } | null;
}

/** The file of the settings, and Docker's `certs.d/<registry>/{*.crt, *.cert, *.key}`. */
async function ownCertificates(endpoint: Endpoint): Promise<OwnCertificates> {
  const authorities: string[] = [];
  let client: OwnCertificates['client'] = null;
  if (endpoint.caFile !== '') {
    authorities.push(...(await readAuthorities(endpoint.caFile)).map(({ pem }) => pem));
  }
  for (const folder of certificateFolders.map((name) => join(name, endpoint.host))) {
    for (const name of await readdir(folder).catch((): string[] => [])) {
      if (name.endsWith('.crt')) authorities.push(await readFile(join(folder, name), 'utf8'));
      if (!name.endsWith('.cert')) continue;
      const key = join(folder, name.replace(/\.cert$/, '.key'));
      client = {
        cert: await readFile(join(folder, name), 'utf8'),
        key: await readFile(key, 'utf8'),
      };
    }
  }
  return { authorities, client };
}

const certificateCodes = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|UNABLE_TO_GET_ISSUER/;

/** True when the other side spoke something else than TLS. */
export function isNoTls(error: unknown): boolean {
  const code = (error as { cause?: { code?: unknown } }).cause?.code;
  return (
    code === 'EPROTO' ||
    code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
    code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG' ||
    code === 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'
  );
}

export function connectionError(url: URL, error: unknown): DarkroomError {
  if (error instanceof DarkroomError) return error;
  const { code, message } = error as { code?: unknown; message?: unknown };
  const reason = typeof message === 'string' && message !== '' ? message : String(code ?? error);
  if (typeof code === 'string' && certificateCodes.test(code)) {
    return new DarkroomError(
      'REGISTRY_CERTIFICATE',
      `Connect to ${url.host}: its certificate is not trusted (${reason})`,
      {
        data: { host: url.host },
        cause: error,
        hint: `Choose the authority's certificate for ${url.host} under Registries in the settings, or with “darkroom registry set ${url.host} --ca FILE”.`,
      },
    );
  }
  return new DarkroomError('REGISTRY_UNREACHABLE', `Connect to ${url.host}: ${reason}`, {
    data: { host: url.host },
    cause: error,
    hint:
      code === 'EPROXY'
        ? 'Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY.'
        : 'Check the name and the network, then try again.',
  });
}

/** A small body; REGISTRY_PROTOCOL when it is larger than a manifest may be (4 MiB), or breaks off. */
export async function readBody(response: HttpResponse, url: URL): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBodyBytes) {
        throw new DarkroomError(
          'REGISTRY_PROTOCOL',
          `Read ${url.pathname} from ${url.host}: the answer is larger than 4 MiB`,
          { data: { host: url.host } },
        );
      }
      chunks.push(chunk);
    }
  } catch (error) {
    response.destroy();
    throw connectionError(url, error);
  }
  return Buffer.concat(chunks);
}

/** Lets the connection be used again, or closes it when much is left. */
export function discardBody(response: HttpResponse): void {
  const length = Number(response.headers['content-length'] ?? Number.NaN);
  if (length <= 64 << 10) response.resume();
  else response.destroy();
}

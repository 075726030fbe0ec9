import { DarkroomError } from '../../shared/errors';
import type { Authorizer } from './auth/authorizer';
import type { Endpoint } from './endpoint';
import { answerError } from './http/answers';
import {
  discardBody,
  isNoTls,
  readBody,
  type Headers,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
} from './http/http-client';
import { TransientError, withRetry, type RetryRules } from './http/retry';

export interface ApiRequest {
  readonly method: HttpRequest['method'];
  /** Path below `/v2/`, or a whole URL that the registry gave. */
  readonly path: string | URL;
  readonly headers?: Headers;
  readonly body?: Uint8Array | string;
  /** e.g. `repository:app:pull`. */
  readonly scopes: ReadonlyArray<string>;
  /** For messages, e.g. `Pull app:1`. */
  readonly what: string;
  readonly signal: AbortSignal;
}

export interface ApiAnswer {
  readonly response: HttpResponse;
  /** Where it came from, after redirects. */
  readonly url: URL;
}

const maxRedirects = 8;

/** Requests to one registry: its scheme, authorization, redirects, and repeats of what failed. */
export class RegistryClient {
  private base: Promise<URL> | null = null;

  constructor(
    readonly endpoint: Endpoint,
    private readonly http: HttpClient,
    readonly authorizer: Authorizer,
    readonly retry: RetryRules,
  ) {}

  /** Repeats until the status is one of `expected`. The caller reads or discards the body. */
  send(request: ApiRequest, expected: ReadonlyArray<number>): Promise<ApiAnswer> {
    return withRetry(this.retry, request.signal, () => this.sendOnce(request, expected));
  }

  /** As `send`, with the body, which is at most 4 MiB; a break inside it is repeated too. */
  async read(
    request: ApiRequest,
    expected: ReadonlyArray<number>,
    check: (body: Buffer, response: HttpResponse) => void = () => undefined,
  ): Promise<{ readonly body: Buffer; readonly answer: ApiAnswer }> {
    return withRetry(this.retry, request.signal, async () => {
      const answer = await this.sendOnce(request, expected);
      try {
        const body = await readBody(answer.response, answer.url);
        check(body, answer.response);
        return { body, answer };
      } catch (error) {
        throw transient(error);
      }
    });
  }

  /** One attempt. TransientError for what may go better next time. */
  async sendOnce(request: ApiRequest, expected: ReadonlyArray<number>): Promise<ApiAnswer> {
    try {
      const answer = await this.authorized(request);
      const status = answer.response.statusCode ?? 0;
      if (expected.includes(status)) return answer;
      const { registry } = this.endpoint;
      throw await answerError(answer.response, { registry, what: request.what, url: answer.url });
    } catch (error) {
      throw transient(error);
    }
  }

  dispose(): void {
    this.http.dispose();
  }

  private async authorized(request: ApiRequest): Promise<ApiAnswer> {
    const { scopes, signal } = request;
    for (let attempt = 0; ; attempt += 1) {
      const authorization = await this.authorizer.header(scopes, signal);
      const answer = await this.followed(request, authorization);
      if (answer.response.statusCode !== 401 || attempt === 2) return answer;
      if (!this.authorizer.accept(answer.response, authorization)) return answer;
      discardBody(answer.response);
    }
  }

  /** Follows redirects; credentials go to the registry's own host only. */
  private async followed(request: ApiRequest, authorization: string): Promise<ApiAnswer> {
    const base = await this.baseUrl(request.signal);
    let url = request.path instanceof URL ? request.path : apiUrl(base, request.path);
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      const isOwn = url.host === base.host && url.protocol === base.protocol;
      const headers: Headers = {
        'user-agent': 'darkroom',
        ...request.headers,
        ...(isOwn && authorization !== '' ? { authorization } : {}),
      };
      const { method, body, signal } = request;
      const response = await this.http.send({
        method,
        url,
        headers,
        signal,
        ...(body === undefined ? {} : { body }),
      });
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      if (![301, 302, 303, 307, 308].includes(status) || location === undefined)
        return { response, url };
      discardBody(response);
      url = this.checkedUrl(new URL(location, url), base);
    }
    throw this.protocolError(request.what, 'it redirects in a circle');
  }

  /** Nobody is led from TLS to plain HTTP, nor to anything but HTTP. */
  checkedUrl(url: URL, base: URL): URL {
    const isPlain =
      url.protocol === 'http:' && (base.protocol === 'http:' || this.endpoint.insecure);
    if (url.protocol === 'https:' || isPlain) return url;
    throw this.protocolError('Follow a redirect', `it leads from TLS to ${url.protocol}`);
  }

  protocolError(what: string, reason: string): DarkroomError {
    const { registry } = this.endpoint;
    return new DarkroomError(
      'REGISTRY_PROTOCOL',
      `${what}: ${registry} broke the protocol: ${reason}`,
      {
        data: { registry },
      },
    );
  }

  /** Finds out once whether TLS is spoken, where plain HTTP is allowed. */
  private baseUrl(signal: AbortSignal): Promise<URL> {
    if (this.base === null) {
      this.base = this.findBase(signal);
      this.base.catch(() => (this.base = null));
    }
    return this.base;
  }

  private async findBase(signal: AbortSignal): Promise<URL> {
    const { host, prefix, insecure, scheme } = this.endpoint;
    const at = (protocol: string): URL => new URL(`${protocol}://${host}${prefix}/v2/`);
    if (scheme !== null) return at(scheme);
    if (!insecure) return at('https');
    try {
      const response = await this.http.send({ method: 'GET', url: at('https'), signal });
      discardBody(response);
      return at('https');
    } catch (error) {
      if (!isNoTls(error)) throw error;
      return at('http');
    }
  }
}

function apiUrl(base: URL, path: string): URL {
  return new URL(path, base);
}

/** Breaks of the connection may go better next time. */
export function transient(error: unknown): unknown {
  const isBreak = error instanceof DarkroomError && error.code === 'REGISTRY_UNREACHABLE';
  if (!isBreak) return error;
  const code = (error.cause as { code?: unknown } | undefined)?.code;
  // Nobody is there, or this machine has no network, or the proxy does not let it: waiting some seconds does not help.
  return code === 'EPROXY' ||
    code === 'ENOTFOUND' ||
    code === 'EAI_AGAIN' ||
    code === 'ECONNREFUSED'
    ? error
    : new TransientError(error);
}

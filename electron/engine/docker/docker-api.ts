import type { IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import type Docker from 'dockerode';
import { DarkroomError } from '../../../shared/errors';
import type { EngineEndpoint } from '../../../shared/model/engine';
import { cancelledError } from '../../base/abort';
import { ApiError, apiError } from './api-error';
import { diagnose } from './connect/diagnose';
import { openAgent } from './connect/open-agent';
import { jsonLines } from './json-lines';

export type Query = Readonly<
  Record<string, string | number | boolean | ReadonlyArray<string> | undefined>
>;

export interface ApiRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Below the API's version, e.g. `/images/json`. */
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  /** Sent as a tar archive. */
  readonly stream?: Readable;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** What is tried, for errors: `Remove image “x”`. */
  readonly what: string;
}

const successes: Record<string, boolean> = Object.fromEntries(
  [200, 201, 204, 304].map((status) => [status, true]),
);

/** The newest version of the API this adapter was written for, and the oldest that has what it needs. */
const newest = [1, 45] as const;
const oldest = [1, 40] as const;

/**
 * Requests to one engine, through dockerode's modem. Rejects with DarkroomErrors: the engine's own
 * answer, or a diagnosis of the connection.
 */
export class DockerApi {
  private constructor(
    private readonly docker: Docker,
    readonly endpoint: EngineEndpoint,
    private readonly agent: { destroy(): void },
    /** Spoken version, e.g. `1.41`. */
    readonly version: string,
    /** `2` where builds go to BuildKit by default. */
    readonly builderVersion: string,
    readonly isPodman: boolean,
  ) {}

  /** Connects and agrees on a version. ENGINE_… with what to do. */
  static async open(endpoint: EngineEndpoint, signal: AbortSignal): Promise<DockerApi> {
    const [agent, { default: Client }] = await Promise.all([
      openAgent(endpoint),
      import('dockerode'),
    ]);
    // The agent makes the connections: host and port only keep the modem from looking for its own.
    const docker = new Client({ host: 'engine', port: 80, protocol: 'http', agent } as never);
    try {
      const ping = await firstAnswer(docker, endpoint, signal);
      const version = agreeOnVersion(endpoint, String(ping.headers['api-version'] ?? ''));
      (docker.modem as { version?: string }).version = `v${version}`;
      return new DockerApi(
        docker,
        endpoint,
        agent,
        version,
        String(ping.headers['builder-version'] ?? '1'),
        ping.headers['libpod-api-version'] !== undefined,
      );
    } catch (error) {
      agent.destroy();
      throw error;
    }
  }

  async json<T>(request: ApiRequest): Promise<T> {
    return (await this.dial(request, {})) as T;
  }

  /** The body as it arrives; destroyed when the request's signal fires. */
  async stream(request: ApiRequest): Promise<Readable> {
    return (await this.dial(request, { isStream: true })) as Readable;
  }

  /** The JSON documents of an answer as they come. CANCELLED, ENGINE_… when it breaks off. */
  async *lines<T>(request: ApiRequest): AsyncGenerator<T> {
    const stream = await this.stream(request);
    try {
      yield* jsonLines<T>(stream);
    } catch (error) {
      throw this.brokenOff(error, request.signal);
    }
  }

  /** What it means that a body broke off: CANCELLED, or a diagnosis (ENGINE_…). */
  brokenOff(error: unknown, signal: AbortSignal | undefined): DarkroomError {
    return signal?.aborted === true ? cancelledError() : diagnose(this.endpoint, error);
  }

  /** The connection itself, after the engine has switched it over. */
  async hijack(request: ApiRequest): Promise<Duplex> {
    return (await this.dial(request, { hijack: true, isStream: true })) as Duplex;
  }

  dispose(): void {
    this.agent.destroy();
  }

  private dial(request: ApiRequest, mode: object): Promise<unknown> {
    return dial(this.docker, this.endpoint, request, mode);
  }
}

function dial(
  docker: Docker,
  endpoint: EngineEndpoint,
  request: ApiRequest,
  mode: object,
): Promise<unknown> {
  const { method, path, query, body, stream, headers, signal, what } = request;
  if (signal?.aborted === true) return Promise.reject(cancelledError());
  const isHijack = 'hijack' in mode;
  const options = {
    method,
    path: `${path}?`,
    options: { _query: flatQuery(query), _body: body ?? {} },
    statusCodes: successes,
    allowEmpty: body !== undefined,
    ...(stream === undefined ? {} : { file: stream }),
    // Without a body of known length the modem sends an empty chunk, which Podman takes for input.
    ...(isHijack && body === undefined ? { file: Buffer.alloc(0) } : {}),
    headers: {
      ...(isHijack && body === undefined ? { 'Content-Type': 'text/plain' } : {}),
      ...headers,
    },
    ...(signal === undefined ? {} : { abortSignal: signal }),
    ...mode,
  };
  return new Promise((resolve, reject) => {
    docker.modem.dial(options as never, (error: unknown, result: unknown) => {
      if (error === null || error === undefined) return resolve(result);
      reject(signal?.aborted === true ? cancelledError() : readError(endpoint, what, error));
    });
  });
}

interface ModemError {
  readonly statusCode?: number;
  readonly json?: { readonly message?: string; readonly cause?: string } | Buffer | string | null;
  readonly message: string;
}

function readError(endpoint: EngineEndpoint, what: string, error: unknown): DarkroomError {
  const { statusCode, message } = error as ModemError;
  if (statusCode === undefined) return diagnose(endpoint, error);
  return apiError(what, new ApiError(statusCode, engineWords(error as ModemError, message)));
}

/** The modem wraps the engine's message into its own. */
function engineWords({ json }: ModemError, message: string): string {
  if (json !== null && typeof json === 'object' && !Buffer.isBuffer(json) && json.message) {
    return json.message.trim();
  }
  return message.replace(/^\(HTTP code \d+\) .*? - /, '').trim();
}

function flatQuery(query: Query = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}

async function firstAnswer(
  docker: Docker,
  endpoint: EngineEndpoint,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const request = { method: 'GET', path: '/_ping', signal, what: 'Connect' } as const;
  try {
    const answer = (await dial(docker, endpoint, request, { isStream: true })) as IncomingMessage;
    answer.resume();
    return answer;
  } catch (error) {
    // Whatever answers /_ping with an error is no engine, or one behind something that refuses.
    if (error instanceof DarkroomError && error.cause instanceof ApiError) {
      throw notDocker(endpoint, error.cause.reason);
    }
    throw error;
  }
}

function agreeOnVersion(endpoint: EngineEndpoint, offered: string): string {
  const match = /^(\d+)\.(\d+)$/.exec(offered);
  if (match === null) throw notDocker(endpoint, 'the answer names no API version');
  const minor = Number(match[2]);
  if (Number(match[1]) !== oldest[0] || minor < oldest[1]) {
    throw new DarkroomError(
      'ENGINE_API_TOO_OLD',
      `The engine speaks version ${offered} of Docker's API; ${oldest.join('.')} is the oldest that works`,
      {
        data: { apiVersion: offered },
        hint: 'Update the engine to Docker 19.03 or Podman 3 at least.',
      },
    );
  }
  return `${newest[0]}.${Math.min(newest[1], minor)}`;
}

function notDocker(endpoint: EngineEndpoint, reason: string): DarkroomError {
  return new DarkroomError(
    'ENGINE_NOT_DOCKER',
    `What answers there is no Docker or Podman: ${reason}`,
    {
      data: { endpoint: endpoint.kind },
      hint: 'Check host and port; the port of the API is mostly 2375 or 2376.',
    },
  );
}

import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What can go wrong with one request on its way. */
export const faults = [
  'break-answer',
  'break-request',
  'too-many',
  'server-error',
  'slow',
  'wrong-bytes',
  'truncated',
  'endless',
  'hang',
] as const;
export type Fault = (typeof faults)[number];

export interface FaultProxy {
  readonly host: string;
  /** Faults that were done to requests, by kind. */
  readonly done: ReadonlyMap<Fault, number>;
  stop(): Promise<void>;
}

/** A proxy of HTTP requests to `target`; `choose` says what to do to each. */
export async function startFaultProxy(
  target: number,
  choose: (request: http.IncomingMessage) => Fault | null,
  random: () => number,
): Promise<FaultProxy> {
  const done = new Map<Fault, number>();
  const server = http.createServer((request, response) => {
    const fault = choose(request);
    if (fault !== null) done.set(fault, (done.get(fault) ?? 0) + 1);
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    forward(target, request, response, fault, random);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    done,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(
  target: number,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  fault: Fault | null,
  random: () => number,
): void {
  if (fault === 'hang') return;
  if (fault === 'too-many' || fault === 'server-error') {
    request.resume();
    const header = fault === 'too-many' ? { 'retry-after': '0' } : {};
    response.writeHead(fault === 'too-many' ? 429 : random() < 0.5 ? 500 : 503, header).end('no');
    return;
  }
  const { method = 'GET', url = '/', headers } = request;
  const upstream = http.request(
    { host: '127.0.0.1', port: target, method, path: url, headers },
    (answer) => void relay(answer, response, fault, random),
  );
  upstream.on('error', () => response.destroy());
  response.on('close', () => upstream.destroy());
  if (fault !== 'break-request') {
    request.pipe(upstream);
    return;
  }
  let left = Math.floor(random() * Number(headers['content-length'] ?? 1));
  request.on('data', (chunk: Buffer) => {
    upstream.write(chunk.subarray(0, left));
    left -= chunk.length;
    if (left > 0) return;
    upstream.destroy();
    request.destroy();
  });
  request.on('end', () => {
    upstream.destroy();
    response.destroy();
  });
}

async function relay(
  answer: http.IncomingMessage,
  response: http.ServerResponse,
  fault: Fault | null,
  random: () => number,
): Promise<void> {
  const { 'content-length': length = '0', ...headers } = answer.headers;
  const isPlain = fault === 'endless' || fault === 'truncated';
  // Without a length nobody can tell early that something is missing or too much.
  const kept = isPlain && random() < 0.5 ? headers : answer.headers;
  response.writeHead(answer.statusCode ?? 502, kept);
  const size = Number(length);
  const cut = Math.floor(random() * size);
  let position = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      let bytes = chunk;
      const at = cut - position;
      const isHere = at >= 0 && at < chunk.length;
      if (fault === 'wrong-bytes' && isHere) {
        bytes = Buffer.from(chunk);
        bytes[at] = (bytes[at] ?? 0) ^ 0x5a;
      }
      if ((fault === 'break-answer' || fault === 'truncated') && isHere) {
        response.write(chunk.subarray(0, at));
        if (fault === 'truncated' && kept === headers) response.end();
        else setImmediate(() => response.destroy());
        answer.destroy();
        return;
      }
      response.write(bytes);
      position += chunk.length;
      if (fault === 'slow') await delay(3);
    }
  } catch {
    response.destroy();
    return;
  }
  if (fault === 'break-answer' && size === 0) response.destroy();
  else if (fault === 'endless' && size > 0) await pour(response);
  else response.end();
}

/** More and more, until the other side has had enough. */
async function pour(response: http.ServerResponse): Promise<void> {
  const zeros = Buffer.alloc(64 << 10);
  while (!response.destroyed) {
    response.write(zeros);
    await delay(1);
  }
}

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { isCancelled, toWire } from '../../../../shared/errors';
import type { LogOptions } from '../../engine';
import { retryDelayMs } from '../connection';
import type { DockerApi } from '../docker-api';
import { demultiplex, type OutputStream } from './demux';

type OnOutput = (stream: OutputStream, data: Buffer) => void;

export interface LogRequest {
  readonly id: string;
  readonly tty: boolean;
  readonly options: LogOptions;
}

/** RFC 3339 with nanoseconds and a blank, as engines put it before each message. */
const stampPattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) /;

/**
 * Output of a container. What is followed is asked for with time stamps, which are taken off again:
 * after the connection broke, following goes on behind the last message that came.
 */
export async function readLogs(
  api: () => Promise<DockerApi>,
  request: LogRequest,
  onOutput: OnOutput,
  signal: AbortSignal,
): Promise<void> {
  const { options } = request;
  if (!options.follow) {
    const stream = await ask(await api(), request, options.timestamps, null, signal);
    return pass(stream, request.tty, onOutput);
  }
  const follower = new Follower(request, onOutput);
  for (let attempt = 0; ; attempt += 1) {
    try {
      const stream = await ask(await api(), request, true, follower.lastStamp, signal);
      attempt = 0;
      await follower.pass(stream);
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (isCancelled(error) || !isLoss(error)) throw error;
      await delay(retryDelayMs(attempt), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
    }
  }
}

const lossCodes: ReadonlySet<string> = new Set([
  'ENGINE_CONNECTION_LOST',
  'ENGINE_NOT_RUNNING',
  'ENGINE_UNREACHABLE',
]);

function isLoss(error: unknown): boolean {
  const systemCode = (error as { code?: unknown }).code;
  return (
    lossCodes.has(toWire(error).code) ||
    systemCode === 'ECONNRESET' ||
    systemCode === 'EPIPE' ||
    systemCode === 'ERR_STREAM_PREMATURE_CLOSE'
  );
}

function ask(
  api: DockerApi,
  { id, options }: LogRequest,
  timestamps: boolean,
  since: string | null,
  signal: AbortSignal,
): Promise<Readable> {
  return api.stream({
    method: 'GET',
    path: `/containers/${id}/logs`,
    query: {
      stdout: true,
      stderr: true,
      follow: options.follow,
      timestamps,
      since: since === null ? seconds(options.sinceMs) : unixTime(since),
      until: seconds(options.untilMs),
      tail: since === null && options.tail !== null ? String(options.tail) : 'all',
    },
    signal,
    what: 'Read the logs',
  });
}

async function pass(stream: Readable, tty: boolean, onOutput: OnOutput): Promise<void> {
  if (!tty) return demultiplex(stream, onOutput);
  for await (const chunk of stream as AsyncIterable<Buffer>) onOutput('stdout', chunk);
}

/** Takes stamps off and remembers the last; leaves out what came before the connection broke. */
class Follower {
  lastStamp: string | null = null;
  /** Messages with the last stamp that were passed on. */
  private atLast = 0;
  private seenAgain = 0;
  private resumedAt: string | null = null;
  private rest = Buffer.alloc(0);
  private isKnown = false;

  constructor(
    private readonly request: LogRequest,
    private readonly onOutput: OnOutput,
  ) {}

  async pass(stream: Readable): Promise<void> {
    this.resumedAt = this.lastStamp;
    this.seenAgain = 0;
    this.rest = Buffer.alloc(0);
    if (this.request.tty) {
      for await (const chunk of stream as AsyncIterable<Buffer>) this.lines(chunk);
      if (this.rest.length > 0) this.message('stdout', this.rest, true);
      return;
    }
    await demultiplex(stream, (name, data, starts) => this.message(name, data, starts));
  }

  /** A terminal's output has no frames: every line is a message. */
  private lines(chunk: Buffer): void {
    let data = Buffer.concat([this.rest, chunk]);
    for (let end = data.indexOf(0x0a); end !== -1; end = data.indexOf(0x0a)) {
      this.message('stdout', data.subarray(0, end + 1), true);
      data = data.subarray(end + 1);
    }
    this.rest = Buffer.from(data);
  }

  private message(stream: OutputStream, data: Buffer, starts: boolean): void {
    const match = starts ? stampPattern.exec(data.subarray(0, 64).toString('latin1')) : null;
    const stamp = match?.[1];
    if (stamp !== undefined) this.isKnown = this.note(stamp);
    if (this.isKnown) return;
    const isShown = this.request.options.timestamps || match === null;
    this.onOutput(stream, isShown ? data : data.subarray(match[0].length));
  }

  /** True when the message was passed on before. */
  private note(stamp: string): boolean {
    if (this.resumedAt !== null && stamp <= this.resumedAt) {
      if (stamp < this.resumedAt) return true;
      this.seenAgain += 1;
      if (this.seenAgain <= this.atLast) return true;
    }
    this.atLast = stamp === this.lastStamp ? this.atLast + 1 : 1;
    this.lastStamp = stamp;
    return false;
  }
}

const seconds = (timeMs: number | undefined) =>
  timeMs === undefined ? undefined : (timeMs / 1000).toFixed(3);

/** Seconds and nanoseconds since 1970, as `since` takes them. */
function unixTime(stamp: string): string {
  const fraction = /\.(\d+)/.exec(stamp)?.[1] ?? '0';
  const seconds = Math.floor(Date.parse(stamp.replace(/\.\d+/, '')) / 1000);
  return `${seconds}.${fraction.padEnd(9, '0').slice(0, 9)}`;
}

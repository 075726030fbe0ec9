import { open, stat } from 'node:fs/promises';
import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';
import { DarkroomError } from '../../../../shared/errors';
import { onAbort } from '../../../base/abort';
import type { LogOptions } from '../../engine';

type OnOutput = (stream: 'stdout' | 'stderr', data: Buffer) => void;

interface LogRow {
  readonly time: string;
  readonly stream: 'stdout' | 'stderr';
  /** With its newline, unless the process wrote none there. */
  readonly data: Buffer;
}

const newline = 0x0a;
const chunkBytes = 1 << 16;

/**
 * Reads conmon's log, in the form of Kubernetes: `time stream tag line`, tag `P` for a part of a line.
 * With `follow` goes on until `isRunning` answers no and all was read, or the signal fires.
 */
export async function readLog(
  path: string,
  options: LogOptions,
  isRunning: () => boolean,
  onOutput: OnOutput,
  signal: AbortSignal,
): Promise<void> {
  const follower = new LogFollower(path);
  const { sinceMs = -Infinity, untilMs = Infinity } = options;
  const unfinished = new Set<string>();
  const emit = ({ time, stream, data }: LogRow) => {
    const stamp = options.timestamps ? `${utcTime(time)} ` : '';
    const prefix = unfinished.has(stream) ? '' : `${stamp}${options.details === true ? ' ' : ''}`;
    if (data.at(-1) === newline) unfinished.delete(stream);
    else unfinished.add(stream);
    onOutput(stream, prefix === '' ? data : Buffer.concat([Buffer.from(prefix), data]));
  };
  const isWanted = ({ time }: LogRow) => {
    const at = Date.parse(time);
    return at >= sinceMs && at <= untilMs;
  };
  try {
    const past: LogRow[] = [];
    await follower.read((row) => {
      if (!isWanted(row)) return;
      if (options.tail === null) emit(row);
      else past.push(row);
    });
    if (options.tail !== null && options.tail > 0) lastLines(past, options.tail).forEach(emit);
    while (options.follow && !signal.aborted && Date.now() <= untilMs) {
      const running = isRunning();
      const grew = await follower.read((row) => isWanted(row) && emit(row));
      if (!running && !grew) break;
      if (!grew) await follower.changed(signal);
    }
  } finally {
    await follower.close();
  }
}

/**
 * The rows of the last `count` lines. Parts of a line may have rows of the other stream between them;
 * the line counts where it ends, as Docker logs it.
 */
function lastLines(rows: ReadonlyArray<LogRow>, count: number): ReadonlyArray<LogRow> {
  const taken: LogRow[] = [];
  const seen = new Set<string>();
  /** Streams of which the beginning of a line is still to come. */
  const open = new Set<string>();
  let lines = 0;
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index];
    if (row === undefined) break;
    if (row.data.at(-1) === newline || !seen.has(row.stream)) {
      open.delete(row.stream);
      seen.add(row.stream);
      if (lines === count && open.size === 0) break;
      if (lines === count) continue;
      lines += 1;
      open.add(row.stream);
    } else if (!open.has(row.stream)) continue;
    taken.push(row);
  }
  return taken.reverse();
}

class LogFollower {
  private position = 0;
  private rest: Buffer = Buffer.alloc(0);
  private handle: Awaited<ReturnType<typeof open>> | null = null;

  constructor(private readonly path: string) {}

  /** True when there was something new. */
  async read(onRow: (row: LogRow) => void): Promise<boolean> {
    this.handle ??= await openExisting(this.path);
    if (this.handle === null) return false;
    const before = this.position;
    const buffer = Buffer.alloc(chunkBytes);
    for (;;) {
      const { bytesRead } = await this.handle.read(buffer, 0, buffer.length, this.position);
      if (bytesRead === 0) return this.position > before;
      this.position += bytesRead;
      this.take(Buffer.concat([this.rest, buffer.subarray(0, bytesRead)]), onRow);
    }
  }

  /** Resolves when the file may have grown, and every second, as the end itself writes nothing. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const watcher = watchFolder(dirname(this.path), () => finish());
      const timer = setTimeout(() => finish(), 1000);
      const aborted = onAbort(signal, () => setImmediate(finish));
      const finish = () => {
        clearTimeout(timer);
        watcher?.close();
        aborted.dispose();
        resolve();
      };
      // It may have grown between the last look and the watch.
      void stat(this.path).then(
        ({ size }) => size > this.position && finish(),
        () => undefined,
      );
    });
  }

  async close(): Promise<void> {
    await this.handle?.close();
  }

  private take(content: Buffer, onRow: (row: LogRow) => void): void {
    let start = 0;
    for (let end = content.indexOf(newline); end !== -1; end = content.indexOf(newline, start)) {
      onRow(parseRow(content.subarray(start, end)));
      start = end + 1;
    }
    this.rest = content.subarray(start);
  }
}

/** Null while the container was never started, or when it is just being removed. */
function watchFolder(path: string, listener: () => void): FSWatcher | null {
  try {
    return watch(path, listener);
  } catch {
    return null;
  }
}

async function openExisting(path: string): Promise<Awaited<ReturnType<typeof open>> | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** conmon writes the machine's zone; docker shows UTC, with all nine digits. */
function utcTime(time: string): string {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  const whole = new Date(time.replace(/\.\d+/, '')).toISOString().slice(0, -'.000Z'.length);
  return `${whole}.${fraction.padEnd(9, '0')}Z`;
}

function parseRow(line: Buffer): LogRow {
  const blank = 0x20;
  const first = line.indexOf(blank);
  const second = line.indexOf(blank, first + 1);
  const third = line.indexOf(blank, second + 1);
  if (first === -1 || second === -1 || third === -1) {
    throw new DarkroomError('INTERNAL', 'Read the container log: a line is malformed');
  }
  const isPart = line.toString('latin1', second + 1, third) === 'P';
  const data = line.subarray(third + 1);
  return {
    time: line.toString('latin1', 0, first),
    stream: line.toString('latin1', first + 1, second) === 'stderr' ? 'stderr' : 'stdout',
    data: isPart ? Buffer.from(data) : Buffer.concat([data, Buffer.of(newline)]),
  };
}

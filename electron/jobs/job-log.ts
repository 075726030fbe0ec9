import { createReadStream } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildStep, JobLogEntry, JobLogInput } from '../../shared/model/job';

/** Output is gathered this long before it is written and announced, in milliseconds. */
const batchMs = 40;
/** A log that grows beyond this is cut; what follows is announced but not kept. */
const maximumBytes = 64 * 1024 * 1024;
const entriesPerBatch = 1000;

/** The log of a running job: JSON lines, appended in batches, never held in memory. */
export class JobLog {
  private pending: JobLogEntry[] = [];
  private timer: NodeJS.Timeout | null = null;
  private writes: Promise<void> = Promise.resolve();
  private file: FileHandle | null = null;
  private nextSeq = 0;
  private writtenBytes = 0;

  constructor(
    private readonly path: string,
    private readonly onBatch: (entries: ReadonlyArray<JobLogEntry>) => void,
  ) {}

  add(entry: JobLogInput): void {
    this.pending.push({ ...entry, seq: this.nextSeq, at: Date.now() });
    this.nextSeq += 1;
    if (this.pending.length >= entriesPerBatch) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), batchMs);
  }

  /** Announces and writes what was gathered; resolves when it is in the file. Never rejects. */
  flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const batch = this.pending;
    this.pending = [];
    if (batch.length > 0) {
      this.onBatch(batch);
      // A full disk must not end the work that reports: its log is then incomplete.
      this.writes = this.writes.then(() => this.append(batch)).catch(() => undefined);
    }
    return this.writes;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.file?.close();
    this.file = null;
  }

  private async append(batch: ReadonlyArray<JobLogEntry>): Promise<void> {
    if (this.writtenBytes > maximumBytes) return;
    const text = Buffer.from(batch.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    this.writtenBytes += text.length;
    this.file ??= await open(this.path, 'a', 0o644);
    await this.file.appendFile(text);
  }
}

export function jobLogPath(folder: string, id: string): string {
  return join(folder, `${id}.jsonl`);
}

/** Entries from `fromSeq` on; none when there is no log. A line cut off by a crash is left out. */
export async function readJobLog(
  path: string,
  fromSeq: number,
): Promise<ReadonlyArray<JobLogEntry>> {
  const entries: JobLogEntry[] = [];
  for await (const line of readLines(path)) {
    const entry = parseEntry(line);
    if (entry !== null && entry.seq >= fromSeq) entries.push(entry);
  }
  return entries;
}

/** None when there is no file. */
async function* readLines(path: string): AsyncGenerator<string> {
  let rest = '';
  const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: 128 * 1024 });
  try {
    for await (const chunk of stream) {
      const lines = (rest + (chunk as string)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** The steps of a build as its log last told them, by number. Only lines about steps are parsed. */
export async function readJobSteps(path: string): Promise<ReadonlyArray<BuildStep>> {
  const steps = new Map<number, BuildStep>();
  for await (const line of readLines(path)) {
    const entry = line.startsWith('{"kind":"step"') ? parseEntry(line) : null;
    if (entry?.kind === 'step') steps.set(entry.step.number, entry.step);
  }
  return [...steps.values()].sort((a, b) => a.number - b.number);
}

export function removeJobLog(path: string): Promise<void> {
  return rm(path, { force: true });
}

function parseEntry(line: string): JobLogEntry | null {
  try {
    return JSON.parse(line) as JobLogEntry;
  } catch {
    return null;
  }
}

import { createHash } from 'node:crypto';
import type { BuildResult } from '../../../shared/model/build';
import type { BuildStep, JobLogInput } from '../../../shared/model/job';
import type { BuildDisplay } from './build-display';
import { StepNames } from './step-names';

/**
 * `--progress rawjson`: one JSON object a line, with the fields of BuildKit's SolveStatus
 * (`vertexes`, `logs` with base64 data, `messages`), for programs.
 */
export class RawJsonDisplay implements BuildDisplay {
  private readonly names = new StepNames();

  constructor(
    private readonly stream: NodeJS.WritableStream,
    private readonly now: () => number = Date.now,
  ) {}

  log(entry: JobLogInput): void {
    const timestamp = new Date(this.now()).toISOString();
    if (entry.kind === 'step') this.step(entry.step);
    else if (entry.kind === 'message') this.write({ messages: [{ text: entry.text, timestamp }] });
    else {
      const data = Buffer.from(entry.text, 'utf8').toString('base64');
      const stream = entry.stream === 'stdout' ? 1 : 2;
      this.write({ logs: [{ vertex: vertexDigest(entry.step ?? 0), stream, data, timestamp }] });
    }
  }

  finished(result: BuildResult): void {
    this.write({ result: { imageId: result.imageId, names: result.names } });
  }

  close(): void {
    // every line is whole already
  }

  private step(step: BuildStep): void {
    this.names.add(step);
    const { state, startedAt, finishedAt } = step;
    const vertex = {
      digest: vertexDigest(step.number),
      name: this.names.name(step),
      ...(startedAt === null ? {} : { started: new Date(startedAt).toISOString() }),
      ...(finishedAt === null ? {} : { completed: new Date(finishedAt).toISOString() }),
      ...(state === 'cached' ? { cached: true } : {}),
      ...(state === 'failed' ? { error: step.error ?? 'the step failed' } : {}),
      ...(state === 'cancelled' ? { error: 'cancelled' } : {}),
    };
    this.write({ vertexes: [vertex] });
  }

  private write(event: unknown): void {
    this.stream.write(`${JSON.stringify(event)}\n`);
  }
}

/** Readers of the format tell steps apart by a digest; ours are numbered. */
function vertexDigest(step: number): string {
  return `sha256:${createHash('sha256').update(`step ${step}`).digest('hex')}`;
}

import type { BuildResult } from '../../../shared/model/build';
import type { BuildStep, JobLogInput } from '../../../shared/model/job';

/** Prints a build's log in the style of BuildKit's `--progress plain`. */
export class BuildPrinter {
  private readonly started = new Set<number>();
  private readonly partial = new Map<number, string>();

  constructor(private readonly stream: NodeJS.WritableStream) {}

  log(entry: JobLogInput): void {
    if (entry.kind === 'message') this.stream.write(`${entry.text}\n`);
    else if (entry.kind === 'step') this.step(entry.step);
    else this.output(entry.step ?? 0, entry.text);
  }

  finished(result: BuildResult): void {
    this.stream.write(`\nwriting image ${result.imageId}\n`);
    for (const name of result.names) this.stream.write(`naming to ${name}\n`);
  }

  private step(step: BuildStep): void {
    if (step.state === 'waiting') return;
    const prefix = `#${step.number}`;
    if (!this.started.has(step.number)) {
      this.started.add(step.number);
      this.stream.write(
        `${prefix} [${step.stage === '' ? 'internal' : step.stage}] ${step.title}\n`,
      );
    }
    if (step.state === 'running') return;
    this.flush(step.number);
    this.stream.write(`${prefix} ${endWords(step)}\n\n`);
  }

  /** Whole lines only: two steps that run side by side must not mix within a line. */
  private output(step: number, text: string): void {
    const lines = ((this.partial.get(step) ?? '') + text).split('\n');
    this.partial.set(step, lines.pop() ?? '');
    for (const line of lines) this.stream.write(`#${step} ${line}\n`);
  }

  private flush(step: number): void {
    const rest = this.partial.get(step) ?? '';
    if (rest !== '') this.stream.write(`#${step} ${rest}\n`);
    this.partial.delete(step);
  }
}

function endWords(step: BuildStep): string {
  if (step.state === 'cached') return 'CACHED';
  if (step.state === 'failed') return 'ERROR';
  if (step.state === 'cancelled') return 'CANCELED';
  const durationMs = (step.finishedAt ?? 0) - (step.startedAt ?? 0);
  return `DONE ${(durationMs / 1000).toFixed(1)}s`;
}

import type { BuildResult } from '../../../shared/model/build';
import type { BuildStep, JobLogInput } from '../../../shared/model/job';
import type { BuildDisplay } from './build-display';
import { endWord, StepNames, stepSeconds } from './step-names';

/** A build's log in the style of BuildKit's `--progress plain`: every line says its step. */
export class PlainDisplay implements BuildDisplay {
  private readonly names = new StepNames();
  private readonly started = new Map<number, number>();
  private readonly partial = new Map<number, string>();
  private last = 0;

  constructor(
    private readonly stream: NodeJS.WritableStream,
    private readonly now: () => number = Date.now,
  ) {}

  log(entry: JobLogInput): void {
    if (entry.kind === 'message') this.stream.write(`${entry.text}\n`);
    else if (entry.kind === 'step') this.step(entry.step);
    else this.output(entry.step ?? 0, entry.text);
  }

  finished(result: BuildResult): void {
    this.stream.write(`\nwriting image ${result.imageId}\n`);
    for (const name of result.names) this.stream.write(`naming to ${name}\n`);
  }

  close(): void {
    for (const step of this.partial.keys()) this.flush(step);
  }

  private step(step: BuildStep): void {
    this.names.add(step);
    const word = endWord(step);
    // a step that never began is not worth a line
    if (step.state === 'waiting' || (word === 'CANCELED' && !this.started.has(step.number))) return;
    if (!this.started.has(step.number)) {
      this.started.set(step.number, step.startedAt ?? this.now());
      this.write(step.number, this.names.name(step));
    }
    if (word === null) return;
    this.flush(step.number);
    this.write(step.number, word === 'DONE' ? `DONE ${stepSeconds(step).toFixed(1)}s` : word);
    this.stream.write('\n');
    this.last = 0;
  }

  /** Whole lines only: two steps that run side by side must not mix within a line. */
  private output(step: number, text: string): void {
    const lines = ((this.partial.get(step) ?? '') + text).split('\n');
    this.partial.set(step, lines.pop() ?? '');
    for (const line of lines) this.outputLine(step, line);
  }

  private outputLine(step: number, line: string): void {
    const started = this.started.get(step) ?? this.now();
    const seconds = Math.max(0, this.now() - started) / 1000;
    this.write(step, `${seconds.toFixed(3)} ${line.replace(/\r$/, '')}`);
  }

  private flush(step: number): void {
    const rest = this.partial.get(step) ?? '';
    this.partial.delete(step);
    if (rest !== '') this.outputLine(step, rest);
  }

  /** An empty line wherever the log changes over to another step. */
  private write(step: number, text: string): void {
    if (this.last !== 0 && this.last !== step) this.stream.write('\n');
    this.last = step;
    this.stream.write(`#${step} ${text}\n`);
  }
}

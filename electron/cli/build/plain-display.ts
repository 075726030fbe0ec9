import type { BuildStep, JobLogInput } from '../../../shared/model/job';
import type { BuildDisplay } from './build-display';
import { endWord, StepNames, stepSeconds } from './step-names';

/** A build's log in the style of BuildKit's `--progress plain`: every line says its step. */
export class PlainDisplay implements BuildDisplay {
  private readonly names = new StepNames();
  private readonly started = new Map<number, number>();
  /** Steps count in the order they are first seen, as in BuildKit's log. */
  private readonly shown = new Map<number, number>();
  /** Loading and exporting say what they do without a time. */
  private readonly internal = new Set<number>();
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

  finished(): void {
    // the export's own step has said what was written
  }

  close(): void {
    for (const step of this.partial.keys()) this.flush(step);
  }

  private step(step: BuildStep): void {
    this.names.add(step);
    const word = endWord(step);
    // a step that never began is not worth a line
    if (step.state === 'waiting' || (word === 'CANCELED' && !this.started.has(step.number))) return;
    if (step.stage === '') this.internal.add(step.number);
    if (!this.started.has(step.number)) {
      this.started.set(step.number, step.startedAt ?? this.now());
      this.write(step.number, this.names.name(step));
    }
    if (word === null) return;
    this.flush(step.number);
    this.write(step.number, endText(step, word));
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
    if (this.internal.has(step)) return this.write(step, line);
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
    const number = this.shown.get(step) ?? this.shown.size + 1;
    this.shown.set(step, number);
    this.stream.write(`#${number} ${text}\n`);
  }
}

function endText(step: BuildStep, word: string): string {
  if (word === 'DONE') return `DONE ${stepSeconds(step).toFixed(1)}s`;
  return word === 'ERROR' && step.error !== undefined ? `ERROR: ${step.error}` : word;
}

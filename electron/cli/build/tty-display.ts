import type { BuildResult } from '../../../shared/model/build';
import type { BuildStep, JobLogInput } from '../../../shared/model/job';
import type { BuildDisplay } from './build-display';
import { endWord, StepNames, stepSeconds } from './step-names';

const redrawMs = 100;
const shownRunning = 8;
/** Colours and cursor movements of a step's output would break the picture. */
const controls = /\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]/g;

type Terminal = Pick<NodeJS.WriteStream, 'write' | 'columns'>;

/**
 * On a terminal: what is finished scrolls up as one line a step; below it stand the steps that run
 * now, each with its time and the last line it printed.
 */
export class TtyDisplay implements BuildDisplay {
  private readonly names = new StepNames();
  private readonly all = new Set<number>();
  private readonly ended = new Set<number>();
  private readonly running = new Map<number, BuildStep>();
  private readonly lastLines = new Map<number, string>();
  private readonly startedAt: number;
  private readonly timer: NodeJS.Timeout;
  private drawnLines = 0;

  constructor(
    private readonly stream: Terminal,
    private readonly now: () => number = Date.now,
  ) {
    this.startedAt = now();
    this.timer = setInterval(() => this.draw(), redrawMs);
    this.timer.unref();
  }

  log(entry: JobLogInput): void {
    if (entry.kind === 'message') this.print(entry.text);
    else if (entry.kind === 'step') this.step(entry.step);
    else this.output(entry.step ?? 0, entry.text);
  }

  finished(result: BuildResult): void {
    this.clear();
    const seconds = ((this.now() - this.startedAt) / 1000).toFixed(1);
    this.stream.write(`[+] Built in ${seconds}s (${this.ended.size}/${this.all.size}) FINISHED\n`);
    this.stream.write(` => writing image ${result.imageId}\n`);
    for (const name of result.names) this.stream.write(` => naming to ${name}\n`);
  }

  close(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private step(step: BuildStep): void {
    this.names.add(step);
    this.all.add(step.number);
    if (step.state === 'running') this.running.set(step.number, step);
    const word = endWord(step);
    if (word === null) return;
    this.running.delete(step.number);
    this.lastLines.delete(step.number);
    if (word === 'CANCELED') return;
    this.ended.add(step.number);
    const prefix = word === 'DONE' ? '' : `${word} `;
    this.print(this.line(` => ${prefix}${this.names.name(step)}`, stepSeconds(step)));
  }

  private output(step: number, text: string): void {
    const lines = text
      .replace(controls, '')
      .split('\n')
      .filter((line) => line.trim() !== '');
    const last = lines.at(-1);
    if (last !== undefined) this.lastLines.set(step, last);
  }

  /** A line that stays, above those that change. */
  private print(text: string): void {
    this.clear();
    this.stream.write(`${text}\n`);
  }

  private draw(): void {
    this.clear();
    const now = this.now();
    const counts = `(${this.ended.size}/${this.all.size})`;
    const lines = [`[+] Building ${((now - this.startedAt) / 1000).toFixed(1)}s ${counts}`];
    for (const step of [...this.running.values()].slice(0, shownRunning)) {
      const seconds = (now - (step.startedAt ?? now)) / 1000;
      lines.push(this.line(` => ${this.names.name(step)}`, seconds));
      const output = this.lastLines.get(step.number);
      if (output !== undefined) lines.push(this.cut(` => => # ${output}`, this.width));
    }
    this.stream.write(lines.map((line) => `${line}\n`).join(''));
    this.drawnLines = lines.length;
  }

  private clear(): void {
    if (this.drawnLines > 0) this.stream.write(`\x1b[${this.drawnLines}A\x1b[J`);
    this.drawnLines = 0;
  }

  private line(text: string, seconds: number): string {
    const time = `${seconds.toFixed(1)}s`;
    const room = Math.max(10, this.width - time.length - 1);
    return `${this.cut(text.split('\n', 1)[0] ?? '', room).padEnd(room)} ${time}`;
  }

  private get width(): number {
    return Math.max(20, (this.stream.columns || 80) - 1);
  }

  private cut(text: string, room: number): string {
    return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
  }
}

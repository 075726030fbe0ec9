import type { JobLogInput, Progress } from '../../../shared/model/job';
import type { WorkContext } from '../../engine/engine';
import { humanSize } from './units';

const redrawMs = 100;

/** Draws one line of progress on a terminal, nothing elsewhere; `done` clears it. */
export class ProgressLine {
  private lastDrawn = 0;
  private drawn = false;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly title: string,
    private readonly now: () => number = Date.now,
  ) {}

  update(progress: Progress): void {
    if (!this.stream.isTTY || this.now() - this.lastDrawn < redrawMs) return;
    this.lastDrawn = this.now();
    this.drawn = true;
    this.stream.write(`\r\x1b[K${this.title} ${describe(progress)}`);
  }

  done(): void {
    if (this.drawn) this.stream.write('\r\x1b[K');
    this.drawn = false;
  }
}

function describe(progress: Progress): string {
  const show = (count: number) => (progress.unit === 'bytes' ? humanSize(count) : String(count));
  const total = progress.total === null ? '' : ` of ${show(progress.total)}`;
  const unit = progress.unit === 'bytes' ? '' : ` ${progress.unit}`;
  return `${progress.label === '' ? '' : `${progress.label} `}${show(progress.done)}${total}${unit}`;
}

/** A WorkContext that shows what is reported to it as well as passing it on. */
export function teeWork(
  work: WorkContext,
  show: { progress?(progress: Progress): void; log?(entry: JobLogInput): void },
): WorkContext {
  return {
    signal: work.signal,
    progress(progress) {
      work.progress(progress);
      show.progress?.(progress);
    },
    log(entry) {
      work.log(entry);
      show.log?.(entry);
    },
  };
}

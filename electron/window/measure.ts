import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

import type { Job } from '../../shared/model/job';

/** Where measurements go: one JSON object per line, read by bench/ and tests. */
export type Report = (line: Readonly<Record<string, string | number>>) => void;

/** What DARKROOM_MEASURE asks for: `1` for standard output, a path for a file, nothing for null. */
export function reportTo(asked: string | undefined): Report | null {
  if (asked === undefined || asked === '') return null;
  if (asked === '1') return (line) => void process.stdout.write(`${JSON.stringify(line)}\n`);
  return (line) => appendFileSync(asked, `${JSON.stringify(line)}\n`);
}

/**
 * With DARKROOM_MEASURE: when each step of the start was reached, in ms since the process began,
 * and for how long the main process was blocked at worst during each job and at all.
 */
export class Measure {
  private readonly delay: IntervalHistogram | null;
  private worstNs = 0;

  constructor(
    private readonly report: Report | null,
    private readonly startedAtMs: number,
  ) {
    this.delay = report === null ? null : monitorEventLoopDelay({ resolution: 1 });
  }

  mark(name: string): void {
    this.report?.({ measure: 'mark', name, ms: Math.round(Date.now() - this.startedAtMs) });
  }

  /** From here on blocks count: loading our own code before the window stands is a mark, no block. */
  watchBlocks(): void {
    this.delay?.enable();
  }

  jobChanged(job: Pick<Job, 'id' | 'kind' | 'state'>): void {
    if (this.delay === null || job.state === 'queued') return;
    if (job.state === 'running') {
      if (this.runningJob === job.id) return;
      this.runningJob = job.id;
      this.restart();
      return;
    }
    if (this.runningJob !== job.id) return;
    this.runningJob = null;
    this.report?.({
      measure: 'job',
      kind: job.kind,
      state: job.state,
      maxBlockMs: toMs(this.delay.max),
    });
    this.restart();
  }

  finish(): void {
    if (this.delay === null) return;
    this.restart();
    this.delay.disable();
    this.report?.({ measure: 'exit', maxBlockMs: toMs(this.worstNs) });
  }

  private runningJob: string | null = null;

  private restart(): void {
    if (this.delay === null) return;
    this.worstNs = Math.max(this.worstNs, this.delay.max);
    this.delay.reset();
  }
}

/** An empty histogram has a maximum of 0 or of NaN, depending on the version of Node. */
function toMs(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? Math.round(nanoseconds / 1e4) / 100 : 0;
}

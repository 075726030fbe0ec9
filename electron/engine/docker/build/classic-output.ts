import { DarkroomError } from '../../../../shared/errors';
import type { StepLines } from './step-lines';
import type { StepLog } from './step-log';

/** A line of what `POST /build` answers with the classic builder, and with Podman's. */
export interface ClassicLine {
  readonly stream?: string;
  readonly status?: string;
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
  readonly aux?: { readonly ID?: string };
}

/** Docker: `Step 2/5 : RUN make`. Podman: `[1/2] STEP 2/5: RUN make`. */
const stepPattern = /^(?:\[(\d+)\/\d+\] )?step (\d+)\/\d+ ?: (.*)$/i;
const cachePattern = /^\s*-+> Using cache/;
const notePattern = /^\s*-+> |^Removing intermediate container |^(?:\[\d+\/\d+\] )?COMMIT /;
const builtPattern = /^Successfully built ([0-9a-f]{12,64})/;
const bareIdPattern = /^(?:sha256:)?([0-9a-f]{64})$/;

/** Reads the classic builder's text into steps. */
export class ClassicOutput {
  private current: string | null = null;
  private rest = '';
  private position = 0;
  private failed: string | null = null;
  imageId = '';

  constructor(
    private readonly log: StepLog,
    private readonly lines: StepLines,
  ) {}

  add(line: ClassicLine): void {
    if (line.aux?.ID !== undefined) this.imageId = line.aux.ID;
    if (line.status !== undefined) this.log.output(this.current, 'stdout', `${line.status}\n`);
    if (line.stream !== undefined) this.text(line.stream);
    const error = line.errorDetail?.message ?? line.error;
    if (error !== undefined) this.failed = error;
  }

  /** The image's id. Rejects with what the builder said. */
  finish(dockerfileText: string): string {
    if (this.rest !== '') this.text('\n');
    if (this.failed !== null) {
      this.end('failed');
      throw this.log.failure(this.failed.trim(), dockerfileText);
    }
    this.end('done');
    if (this.imageId !== '') return this.imageId;
    throw new DarkroomError('ENGINE_FAILED', 'The engine ended the build without naming an image');
  }

  private text(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line.replace(/\r$/, ''));
  }

  private line(line: string): void {
    const step = stepPattern.exec(line);
    if (step !== null) return this.begin(step[3] ?? '');
    if (cachePattern.test(line)) return this.end('cached');
    const built = builtPattern.exec(line) ?? bareIdPattern.exec(line);
    if (built?.[1] !== undefined) {
      this.imageId = this.imageId === '' || line.length > 60 ? built[1] : this.imageId;
      return;
    }
    if (notePattern.test(line) || line === '') return;
    this.log.output(this.current, 'stdout', `${line}\n`);
  }

  private begin(title: string): void {
    this.end('done');
    this.position += 1;
    this.current = String(this.position);
    const place = this.lines.ofClassic(this.position);
    this.log.update(
      this.current,
      { stage: place?.stage ?? '', title, state: 'running', startedAt: Date.now() },
      place?.range ?? null,
    );
  }

  private end(state: 'done' | 'cached' | 'failed'): void {
    if (this.current === null) return;
    if (this.log.get(this.current)?.step.state !== 'running') return;
    this.log.update(this.current, { state, finishedAt: Date.now() });
  }
}

import { StringDecoder } from 'node:string_decoder';
import { DarkroomError } from '../../../../../shared/errors';
import type { BuildStepState } from '../../../../../shared/model/job';
import type { StepLines } from '../step-lines';
import type { StepLog } from '../step-log';
import { decodeStatus, type Timestamp, type Vertex } from './messages';

/** A line of what `POST /build?version=2` answers. */
export interface BuildKitLine {
  readonly id?: string;
  readonly aux?: unknown;
  readonly error?: string;
  readonly errorDetail?: { readonly message?: string };
}

/** `[stage-1 2/3] RUN make`, `[builder 1/2] FROM …`, `[2/3] COPY …` */
const stepPattern = /^\[(?:(\S+) )?(\d+)\/(\d+)\] (.*)$/s;

/** Reads BuildKit's trace into our step log. */
export class BuildKitTrace {
  private readonly decoders = new Map<string, StringDecoder>();
  private failed: string | null = null;
  private imageId = '';

  constructor(
    private readonly log: StepLog,
    private readonly lines: StepLines,
  ) {}

  add(line: BuildKitLine): void {
    if (line.id === 'moby.image.id') this.imageId = (line.aux as { readonly ID?: string }).ID ?? '';
    if (line.id === 'moby.buildkit.trace' && typeof line.aux === 'string') this.status(line.aux);
    const error = line.errorDetail?.message ?? line.error;
    if (error !== undefined) this.failed = error;
  }

  /** The image's id. Rejects with what BuildKit said, located. */
  finish(dockerfileText: string): string {
    if (this.failed !== null) {
      this.log.cancelRest();
      throw this.log.failure(this.failed, dockerfileText);
    }
    if (this.imageId !== '') return this.imageId;
    throw new DarkroomError('ENGINE_FAILED', 'The engine ended the build without naming an image');
  }

  private status(base64: string): void {
    const { vertexes, logs } = decodeStatus(base64);
    // What is new in one message comes in no order: steps are numbered as the Dockerfile has them.
    const lineOf = ({ name }: Vertex) => this.place(name).range?.start.line ?? 0;
    for (const vertex of [...vertexes].sort((a, b) => lineOf(a) - lineOf(b))) this.vertex(vertex);
    for (const { vertex, stream, msg } of logs) {
      const key = `${vertex} ${stream}`;
      const decoder = this.decoders.get(key) ?? new StringDecoder('utf8');
      this.decoders.set(key, decoder);
      const text = decoder.write(Buffer.from(msg));
      if (text !== '') this.log.output(vertex, stream === 2 ? 'stderr' : 'stdout', text);
    }
  }

  private vertex(vertex: Vertex): void {
    const { stage, title, range } = this.place(vertex.name);
    this.log.update(
      vertex.digest,
      {
        stage,
        title,
        state: stateOf(vertex),
        startedAt: milliseconds(vertex.started),
        finishedAt: milliseconds(vertex.completed),
      },
      range,
    );
  }

  /** What a vertex is called tells the stage and the instruction's place in it. */
  private place(name: string) {
    const [, stage = '', position = '', , title = ''] = stepPattern.exec(name) ?? [];
    if (position === '') return { stage: '', title: name, range: null };
    const range = this.lines.ofBuildKit(stage, Number(position));
    return { stage: this.lines.stageLabel(stage), title, range };
  }
}

function stateOf({ started, completed, cached, error }: Vertex): BuildStepState {
  if (error !== '') return /cancell?ed/i.test(error) ? 'cancelled' : 'failed';
  if (completed !== null) return cached ? 'cached' : 'done';
  return started === null ? 'waiting' : 'running';
}

function milliseconds(time: Timestamp | null): number | null {
  return time === null ? null : time.seconds * 1000 + Math.floor(time.nanos / 1e6);
}

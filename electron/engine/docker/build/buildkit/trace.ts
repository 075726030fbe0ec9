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
    for (const vertex of vertexes) this.vertex(vertex);
    for (const { vertex, stream, msg } of logs) {
      const key = `${vertex} ${stream}`;
      const decoder = this.decoders.get(key) ?? new StringDecoder('utf8');
      this.decoders.set(key, decoder);
      const text = decoder.write(Buffer.from(msg));
      if (text !== '') this.log.output(vertex, stream === 2 ? 'stderr' : 'stdout', text);
    }
  }

  private vertex(vertex: Vertex): void {
    const [, stage = '', position = '', , title = ''] = stepPattern.exec(vertex.name) ?? [];
    const isStep = position !== '';
    const range = isStep ? this.lines.ofBuildKit(stage, Number(position)) : null;
    this.log.update(
      vertex.digest,
      {
        stage: isStep ? this.lines.stageLabel(stage) : '',
        title: isStep ? title : vertex.name,
        state: stateOf(vertex),
        startedAt: milliseconds(vertex.started),
        finishedAt: milliseconds(vertex.completed),
      },
      range,
    );
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

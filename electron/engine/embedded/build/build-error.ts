import { DarkroomError } from '../../../../shared/errors';
import { cutExcerpt, formatExcerpt } from '../../../dockerfile/dockerfile';
import type { RunWork } from './plan/stage-recipe';

const tailLines = 20;
const tailCharacters = 8000;

/** The last lines of a step's output. */
export class OutputTail {
  private kept = '';

  add(text: string): void {
    this.kept = (this.kept + text).slice(-tailCharacters);
  }

  get text(): string {
    return this.kept.trimEnd().split('\n').slice(-tailLines).join('\n');
  }
}

/** A RUN that ended with an exit code other than 0. */
export function stepFailed(
  work: RunWork,
  step: number,
  exitCode: number,
  lastOutput: string,
  cause?: DarkroomError,
): DarkroomError {
  const command = work.command.args.join(' ');
  return new DarkroomError(
    'BUILD_STEP_FAILED',
    `process "${command}" did not complete successfully: exit code: ${exitCode}`,
    {
      range: work.instruction.range,
      data: { step, exitCode, lastOutput, command },
      hint: hintFor(exitCode, lastOutput, work, cause),
      cause,
    },
  );
}

function hintFor(
  exitCode: number,
  output: string,
  work: RunWork,
  cause: DarkroomError | undefined,
): string | undefined {
  if (cause !== undefined && work.instruction.command.kind === 'shell') {
    const shell = work.command.args[0] ?? '';
    return `The image has no ${shell}: use the exec form, RUN ["program", "argument"], or another base.`;
  }
  if (cause?.hint !== undefined) return `${cause.message}. ${cause.hint}.`;
  if (cause !== undefined) return `${cause.message}.`;
  const missing = /(?:^|\n)[^\n]*?([\w.+-]+): (?:command )?not found/.exec(output);
  if (exitCode === 127) {
    return missing === null
      ? 'A program was not found: install it in an earlier RUN, or check its name.'
      : `${missing[1]} was not found: install it in an earlier RUN, or check its name.`;
  }
  if (exitCode === 126)
    return 'A file could not be executed: does it have execute permission (chmod +x)?';
  if (/exec format error/i.test(output)) {
    return 'The image is for another processor: install qemu-user-static, or use an image for this one.';
  }
  if (exitCode === 137) return 'The step was killed, most often because memory ran out.';
  if (/no space left on device/i.test(output)) return 'The disk is full: try “darkroom prune”.';
  if (/temporary failure (in name resolution|resolving)|could not resolve/i.test(output)) {
    return 'A host name could not be resolved: is the network up, and is this build run with --network host?';
  }
  return undefined;
}

/** Adds the Dockerfile's lines to an error that knows its place; others pass unchanged. */
export function withExcerpt(error: unknown, dockerfileText: string): unknown {
  if (!(error instanceof DarkroomError) || error.range === undefined) return error;
  if (error.data.excerpt !== undefined) return error;
  const { code, message, data, range, hint } = error;
  const excerpt = formatExcerpt(cutExcerpt(dockerfileText, range));
  return new DarkroomError(code, message, {
    data: { ...data, excerpt },
    range,
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}

import { basename } from 'node:path';
import { toWire } from '../../../shared/errors';
import type { JobLogInput } from '../../../shared/model/job';
import { StepNames } from './step-names';

const rule = '-'.repeat(20);

/** What is worth telling again when a build has failed. */
export class FailureNotes {
  private readonly names = new StepNames();
  private failed = '';
  readonly dockerfileName: string;

  constructor(dockerfilePath: string) {
    this.dockerfileName = dockerfilePath === '-' ? 'Dockerfile' : basename(dockerfilePath);
  }

  log(entry: JobLogInput): void {
    if (entry.kind !== 'step') return;
    this.names.add(entry.step);
    if (entry.step.state === 'failed') this.failed = this.names.name(entry.step);
  }

  /**
   * What stands before the message, as BuildKit has it: the step's last output, then the
   * Dockerfile's lines with the place marked. '' for a failure that has neither.
   */
  report(error: unknown): string {
    const { data, range } = toWire(error);
    const blocks: string[] = [];
    const output = data['lastOutput'];
    if (typeof output === 'string' && output !== '') {
      blocks.push(`------\n > ${this.failed}:\n${output.trimEnd()}\n------\n`);
    }
    const excerpt = data['excerpt'];
    if (typeof excerpt === 'string' && range !== undefined) {
      const place = `${this.dockerfileName}:${range.start.line}`;
      blocks.push(`${place}\n${rule}\n${excerpt.trimEnd()}\n${rule}\n`);
    }
    return blocks.join('');
  }
}

import { isCancelled, toWire } from '../../../../shared/errors';
import type { BuildStep, BuildStepState, JobLogInput } from '../../../../shared/model/job';

/** Gives every step of a build its number, in the order they are first told of. */
export class StepNumbers {
  private last = 0;

  next(): number {
    this.last += 1;
    return this.last;
  }
}

/** What a piece of work says while it goes on. */
export type Say = (line: string) => void;

/** Work of a build outside its stages (loading, exporting), told as steps of its own. */
export class InternalSteps {
  constructor(
    private readonly log: (entry: JobLogInput) => void,
    private readonly numbers: StepNumbers,
  ) {}

  async run<T>(title: string, work: (say: Say) => Promise<T>): Promise<T> {
    const none = { stage: '', line: null, reason: '', cause: null, inputs: [], layer: null };
    const step = { ...none, number: this.numbers.next(), title };
    const startedAt = Date.now();
    this.tell({ ...step, state: 'running', startedAt, finishedAt: null });
    const end = (state: BuildStepState, failure?: unknown): void => {
      const error = state === 'failed' ? { error: toWire(failure).message } : {};
      this.tell({ ...step, state, startedAt, finishedAt: Date.now(), ...error });
    };
    try {
      const result = await work((line) => {
        this.log({ kind: 'output', step: step.number, stream: 'stdout', text: `${line}\n` });
      });
      end('done');
      return result;
    } catch (error) {
      end(isCancelled(error) ? 'cancelled' : 'failed', error);
      throw error;
    }
  }

  private tell(step: BuildStep): void {
    this.log({ kind: 'step', step });
  }
}

import { fromWire } from '../../shared/errors';
import type { JobKind, JobResult } from '../../shared/model/job';
import type { WorkContext } from '../engine/engine';
import type { CommandContext } from './command';

/**
 * Runs long work as a job, so that the window's Activity shows it too, and waits for its end. The
 * first Ctrl-C cancels it; what it had begun is cleaned up before this rejects.
 */
export async function runJob<T>(
  context: CommandContext,
  kind: JobKind,
  subject: string,
  parameters: Readonly<Record<string, unknown>>,
  run: (work: WorkContext) => Promise<{ readonly value: T; readonly result: JobResult }>,
): Promise<T> {
  const { jobs } = await context.services();
  let value: { readonly kept: T } | null = null;
  const job = jobs.start(kind, subject, parameters, async (work) => {
    const outcome = await run(work);
    value = { kept: outcome.value };
    return outcome.result;
  });
  const cancel = () => void jobs.cancel(job.id);
  context.signal.addEventListener('abort', cancel, { once: true });
  try {
    const ended = await jobs.waitFor(job.id);
    if (ended.error !== null) throw fromWire(ended.error);
    if (ended.state === 'cancelled')
      throw fromWire({ code: 'CANCELLED', message: 'Cancelled', data: {} });
    return (value as unknown as { readonly kept: T }).kept;
  } finally {
    context.signal.removeEventListener('abort', cancel);
  }
}

import { setTimeout as delay } from 'node:timers/promises';

import type { Page } from 'playwright-core';

import type { JobRequest } from '../../../shared/ipc/contract';
import type { Job } from '../../../shared/model/job';
import { ask } from './ipc';

/** Starts a job as the page does and waits for its end, however it ends. */
export async function runJob(page: Page, request: JobRequest, timeoutMs = 180_000): Promise<Job> {
  const { jobId } = await ask(page, 'jobs.start', request);
  const end = Date.now() + timeoutMs;
  for (;;) {
    const job = (await ask(page, 'jobs.list', null)).find((one) => one.id === jobId);
    if (job !== undefined && job.finishedAt !== null) return job;
    if (Date.now() > end) throw new Error(`${request.kind} has not ended after ${timeoutMs} ms`);
    await delay(200);
  }
}

/** The same for a job that has to succeed. */
export async function runJobOk(page: Page, request: JobRequest, timeoutMs?: number): Promise<Job> {
  const job = await runJob(page, request, timeoutMs);
  if (job.state !== 'done')
    throw new Error(`${job.kind} ${job.state}: ${job.error?.message ?? ''}`);
  return job;
}

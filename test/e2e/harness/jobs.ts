import type { Page } from 'playwright-core';
import { expect } from 'vitest';

import type { JobRequest } from '../../../shared/ipc/contract';
import type { Job } from '../../../shared/model/job';
import { ask } from './ipc';

/** Starts a job as the page does and waits for its end, however it ends. */
export async function runJob(page: Page, request: JobRequest, timeoutMs = 180_000): Promise<Job> {
  const { jobId } = await ask(page, 'jobs.start', request);
  const find = async () => (await ask(page, 'jobs.list', null)).find((job) => job.id === jobId);
  await expect
    .poll(async () => (await find())?.finishedAt ?? null, { timeout: timeoutMs, interval: 200 })
    .not.toBeNull();
  return (await find()) as Job;
}

/** The same for a job that has to succeed. */
export async function runJobOk(page: Page, request: JobRequest, timeoutMs?: number): Promise<Job> {
  const job = await runJob(page, request, timeoutMs);
  if (job.state !== 'done')
    throw new Error(`${job.kind} ${job.state}: ${job.error?.message ?? ''}`);
  return job;
}

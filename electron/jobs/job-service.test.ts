import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DarkroomError } from '../../shared/errors';
import type { Job, JobResult } from '../../shared/model/job';
import { openStore } from '../store/open-store';
import { makeTestStore, type TestStore } from '../store/test-store';
import { JobService, type JobOutput } from './job-service';
import type { JobWork } from './job-store';

let test: TestStore;
let jobs: JobService;
beforeEach(async () => {
  test = await makeTestStore();
  jobs = new JobService(test.store);
});
afterEach(async () => {
  await jobs.dispose();
  await test.dispose();
});

const result: JobResult = { imageIds: ['sha256:1'], names: ['a:1'], summary: 'made' };
const untilAborted = (work: JobWork): Promise<never> =>
  new Promise((_, reject) => {
    work.signal.addEventListener('abort', () =>
      reject(new DarkroomError('CANCELLED', 'Cancelled')),
    );
  });

describe('JobService', () => {
  it('runs work and keeps its row and log', async () => {
    const { id, state } = jobs.start('import', 'a.tar', { source: 'a.tar' }, async (work) => {
      work.log({ kind: 'message', text: 'one' });
      work.log({ kind: 'output', step: null, stream: 'stdout', text: 'two\n' });
      work.progress({ done: 5, total: 10, unit: 'bytes', label: '' });
      return result;
    });
    expect(state).toBe('running');
    const ended = await jobs.waitFor(id);
    expect(ended).toMatchObject({ state: 'done', result, progress: { done: 5 }, error: null });
    expect((await jobs.log(id, 0)).map((entry) => [entry.seq, entry.kind])).toEqual([
      [0, 'message'],
      [1, 'output'],
    ]);
    expect(await jobs.log(id, 1)).toHaveLength(1);
  });

  it('replays after a restart', async () => {
    const { id } = jobs.start('build', 'ctx', {}, async (work) => {
      work.log({ kind: 'message', text: 'kept' });
      throw new DarkroomError('BUILD_STEP_FAILED', 'no', { data: { exitCode: 7 } });
    });
    await jobs.waitFor(id);
    const again = await openStore(test.root);
    const later = new JobService(again);
    expect(later.get(id)).toMatchObject({
      state: 'failed',
      error: { code: 'BUILD_STEP_FAILED', data: { exitCode: 7 } },
    });
    expect(await later.log(id, 0)).toMatchObject([{ text: 'kept' }]);
    await later.dispose();
    again.dispose();
  });

  it('announces states, and progress at most ten times a second', async () => {
    const seen: Job[] = [];
    jobs.onDidChange((job) => seen.push(job));
    const { id } = jobs.start('import', 'a', {}, async (work) => {
      for (let done = 0; done < 250; done += 1) {
        work.progress({ done, total: 250, unit: 'bytes', label: '' });
        await delay(1);
      }
      return result;
    });
    await jobs.waitFor(id);
    const progressed = seen.filter((job) => job.state === 'running' && job.progress !== null);
    expect(progressed.length).toBeGreaterThanOrEqual(2);
    expect(progressed.length).toBeLessThanOrEqual(6);
    expect(seen.at(-1)).toMatchObject({ id, state: 'done', progress: { done: 249 } });
  });

  it('announces output before the end', async () => {
    const seen: string[] = [];
    jobs.onDidOutput((output: JobOutput) =>
      output.entries.forEach((entry) => seen.push(entry.kind)),
    );
    jobs.onDidChange((job) => seen.push(job.state));
    const { id } = jobs.start('build', 'a', {}, async (work) => {
      work.log({ kind: 'message', text: 'last words' });
      return result;
    });
    await jobs.waitFor(id);
    expect(seen).toEqual(['running', 'message', 'done']);
  });

  it('cancels running work and waits for its clean-up', async () => {
    let cleaned = false;
    const { id } = jobs.start('import', 'a', {}, (work) =>
      untilAborted(work).finally(() => (cleaned = true)),
    );
    await delay(5);
    jobs.cancel(id);
    expect(await jobs.waitFor(id)).toMatchObject({ state: 'cancelled', error: null });
    expect(cleaned).toBe(true);
  });

  it('runs queued jobs one after another and cancels waiting ones at once', async () => {
    const order: string[] = [];
    const work = (name: string) => async (): Promise<JobResult> => {
      order.push(`${name} starts`);
      await delay(10);
      order.push(`${name} ends`);
      return result;
    };
    const first = jobs.startQueued('import', '1', {}, work('first'));
    const second = jobs.startQueued('import', '2', {}, work('second'));
    const third = jobs.startQueued('import', '3', {}, work('third'));
    expect(third.state).toBe('queued');
    jobs.cancel(second.id);
    expect(jobs.get(second.id)?.state).toBe('cancelled');
    await Promise.all([jobs.waitFor(first.id), jobs.waitFor(third.id)]);
    expect(order).toEqual(['first starts', 'first ends', 'third starts', 'third ends']);
  });

  it('shows a bug as INTERNAL with its stack in the log', async () => {
    const { id } = jobs.start('save', 'a', {}, async () => {
      throw new TypeError('undefined is no function');
    });
    expect(await jobs.waitFor(id)).toMatchObject({ state: 'failed', error: { code: 'INTERNAL' } });
    expect(await readFile(join(test.store.paths.jobs, `${id}.jsonl`), 'utf8')).toContain(
      'TypeError',
    );
  });

  it('removes ended jobs with their logs, running ones not', async () => {
    const running = jobs.start('run', 'a', {}, untilAborted);
    await expect(jobs.remove(running.id)).rejects.toMatchObject({ code: 'IN_USE' });
    jobs.cancel(running.id);
    await jobs.waitFor(running.id);
    await jobs.remove(running.id);
    expect(jobs.list()).toEqual([]);
    await expect(jobs.log(running.id, 0)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('dispose cancels what runs and waits', async () => {
    const { id } = jobs.start('run', 'a', {}, untilAborted);
    await jobs.dispose();
    expect(test.store.jobs.get(id)?.state).toBe('cancelled');
  });

  it('announces jobs of another process', async () => {
    const other = new JobService(await openStore(test.root));
    const heard = new Promise<Job>((resolve) => {
      jobs.onDidChange((job) => {
        if (job.state === 'done') resolve(job);
      });
    });
    const { id } = other.start('import', 'elsewhere', {}, async () => result);
    expect((await heard).id).toBe(id);
    await other.dispose();
  });

  it('keeps a limited history', async () => {
    const template = {
      kind: 'import',
      subject: '',
      state: 'done',
      startedAt: null,
      finishedAt: null,
    } as const;
    const rest = { progress: null, error: null, result: null, parameters: {} };
    for (let count = 0; count < 505; count += 1) {
      const createdAt = new Date(count).toISOString();
      test.store.jobs.put({
        ...template,
        ...rest,
        id: `old-${String(count).padStart(3, '0')}`,
        createdAt,
      });
    }
    const { id } = jobs.start('import', 'new', {}, async () => result);
    await jobs.waitFor(id);
    await jobs.dispose();
    expect(test.store.jobs.list(1000)).toHaveLength(500);
    expect(test.store.jobs.get('old-000')).toBeNull();
  });
});

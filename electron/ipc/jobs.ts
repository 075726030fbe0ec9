import type { HandlersOf, ServicesSource } from './handlers';
import { startJob } from './start-job';

export function jobHandlers(services: ServicesSource): HandlersOf<'jobs'> {
  return {
    'jobs.start': async (request) => ({ jobId: await startJob(await services(), request) }),
    'jobs.cancel': async ({ jobId }) => {
      (await services()).jobs.cancel(jobId);
      return null;
    },
    'jobs.list': async () => (await services()).jobs.list(),
    'jobs.log': async ({ jobId, fromSeq }) => (await services()).jobs.log(jobId, fromSeq),
    'jobs.steps': async ({ jobId }) => (await services()).jobs.steps(jobId),
    'jobs.remove': async ({ jobId }) => {
      await (await services()).jobs.remove(jobId);
      return null;
    },
  };
}

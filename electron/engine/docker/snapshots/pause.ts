import { place } from '../containers/lookup';
import type { DockerApi } from '../docker-api';

/** Does something while a running container stands still, and tells how long that took. */
export async function whilePaused<Result>(
  api: DockerApi,
  container: { readonly Id: string; readonly Name: string },
  action: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly pausedMs: number }> {
  const turn = (verb: 'pause' | 'unpause') =>
    api.json({
      method: 'POST',
      path: `${place(container.Id)}/${verb}`,
      what: `${verb === 'pause' ? 'Pause' : 'Resume'} container ${container.Name.slice(1)}`,
    });
  await turn('pause');
  const startedAt = performance.now();
  let result: Result;
  try {
    result = await action();
  } catch (error) {
    // The first error is what the person has to know.
    await turn('unpause').catch(() => undefined);
    throw error;
  }
  await turn('unpause');
  return { result, pausedMs: Math.round(performance.now() - startedAt) };
}

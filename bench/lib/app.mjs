import { summary } from './measure.mjs';

/** The app as it is used: the window, driven from outside, with times taken inside of it. */
export async function startApp({ electron, project }) {
  const { _electron } = await import('playwright-core');
  const app = await _electron.launch({
    executablePath: electron,
    args: process.getuid() === 0 ? ['--no-sandbox', project] : [project],
  });
  const page = await app.firstWindow();
  await page.waitForLoadState();
  return {
    /** Milliseconds from a call of the window to its answer. */
    call: (channel, request) =>
      page.evaluate(
        async ([name, given]) => {
          const begun = performance.now();
          const { ok, error } = await window.darkroom.call(name, given);
          if (!ok) throw new Error(error.message);
          return performance.now() - begun;
        },
        [channel, request],
      ),
    /** Milliseconds from the start of a job to the news that it is done; rejects when it failed. */
    job: (request) =>
      page.evaluate(async (given) => {
        const ended = new Map();
        let tell = () => undefined;
        const stop = window.darkroom.on('jobs.changed', (job) => {
          if (job.state === 'queued' || job.state === 'running') return;
          ended.set(job.id, { job, at: performance.now() });
          tell();
        });
        const begun = performance.now();
        const { ok, value, error } = await window.darkroom.call('jobs.start', given);
        if (!ok) throw new Error(error.message);
        const { jobId } = value;
        // The news may be here before the answer is.
        while (!ended.has(jobId)) await new Promise((resolve) => (tell = resolve));
        stop();
        const { job, at } = ended.get(jobId);
        if (job.state !== 'done')
          throw new Error(`${job.kind} ended as ${job.state}: ${job.error?.message}`);
        return at - begun;
      }, request),
    close: () => app.close(),
  };
}

export const hasDisplay = () =>
  process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;

/** What `measure` takes in an app of its own, after a round that does not count. */
export async function timesInApp(setting, measure) {
  const app = await startApp(setting);
  try {
    const times = [];
    await measure(app);
    for (let round = 0; round < setting.runs; round += 1) times.push(await measure(app));
    return summary(times);
  } finally {
    await app.close();
  }
}

import type { Command } from '../command';
import { ProgressLine, teeWork } from '../output/progress';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'commit',
  summary: "Make an image from a container's changes",
  usage: '[OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
  flags: {
    author: { kind: 'text', short: 'a', help: 'Author, e.g. "Leon <leon@example.com>"' },
    change: { kind: 'list', short: 'c', help: 'Apply a Dockerfile instruction to the image' },
    message: { kind: 'text', short: 'm', help: 'Commit message' },
    pause: { kind: 'switch', short: 'p', help: 'Pause the container meanwhile', preset: true },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 2 },
  async run(context) {
    const [container = '', reference] = context.args;
    const { flags, io } = context;
    const { engine } = await context.services();
    const line = new ProgressLine(io.stderr, `Snapshot of ${container}`);
    const options = {
      container,
      ...(reference === undefined ? {} : { reference }),
      author: flags.text('author') ?? '',
      message: flags.text('message') ?? '',
      changes: flags.list('change'),
      pause: flags.switch('pause'),
    };
    try {
      const result = await runJob(context, 'snapshot', container, options, async (work) => {
        const shown = teeWork(work, { progress: (progress) => line.update(progress) });
        const value = await engine.containers.commit(options, shown);
        const names = reference === undefined ? [] : [reference];
        return { value, result: { imageIds: [value.imageId], names, summary: '' } };
      });
      line.done();
      io.stdout.write(`${result.imageId}\n`);
      return 0;
    } finally {
      line.done();
    }
  },
};

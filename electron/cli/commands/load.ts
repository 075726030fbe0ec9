import { resolve } from 'node:path';
import type { Command } from '../command';
import { UsageError } from '../command';
import { ProgressLine, teeWork } from '../output/progress';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'load',
  summary: 'Load images from a docker or OCI archive, or from standard input',
  usage: '[OPTIONS]',
  flags: {
    input: { kind: 'text', short: 'i', help: 'Read from a file or OCI layout folder' },
    quiet: { kind: 'switch', short: 'q', help: 'Show no progress' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 0 },
  async run(context) {
    const { flags, io } = context;
    const input = flags.text('input');
    if (input === undefined && io.stdin.isTTY) {
      throw new UsageError('requested load from a terminal: name a file with -i, or pipe one in');
    }
    const line = new ProgressLine(io.stderr, 'Loading');
    const { engine } = await context.services();
    const source = input === undefined ? io.stdin : resolve(input);
    try {
      const result = await runJob(
        context,
        'load',
        input ?? '-',
        { input: input ?? '-' },
        async (work) => {
          const shown = flags.switch('quiet')
            ? work
            : teeWork(work, { progress: (progress) => line.update(progress) });
          const value = await engine.images.load(source, shown);
          return { value, result: { imageIds: value.imageIds, names: value.names, summary: '' } };
        },
      );
      line.done();
      for (const name of result.names) io.stdout.write(`Loaded image: ${name}\n`);
      if (result.names.length === 0) {
        for (const id of result.imageIds) io.stdout.write(`Loaded image ID: ${id}\n`);
      }
      return 0;
    } finally {
      line.done();
    }
  },
};

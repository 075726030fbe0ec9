import { basename, resolve } from 'node:path';
import type { Command } from '../command';
import { ProgressLine, teeWork } from '../output/progress';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'import',
  summary: 'Make an image from a root file system tarball',
  usage: '[OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
  flags: {
    change: { kind: 'list', short: 'c', help: 'Apply a Dockerfile instruction to the image' },
    message: { kind: 'text', short: 'm', help: 'Set the commit message of the image' },
    'allow-secrets': { kind: 'switch', help: 'Go on when secrets are found' },
    platform: { kind: 'text', help: 'Set the platform: os[/arch[/variant]]' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 2 },
  async run(context) {
    const [given = '', reference] = context.args;
    const { flags, io } = context;
    const isStream = given === '-';
    const source = isStream || /^https?:\/\//.test(given) ? given : resolve(given);
    const line = new ProgressLine(
      io.stderr,
      `Importing ${isStream ? 'standard input' : basename(given)}`,
    );
    const { engine } = await context.services();
    const options = {
      source,
      ...(reference === undefined ? {} : { reference }),
      changes: flags.list('change'),
      allowSecrets: flags.switch('allow-secrets'),
      ...(flags.text('message') === undefined ? {} : { message: flags.text('message') ?? '' }),
      ...(flags.text('platform') === undefined ? {} : { platform: flags.text('platform') ?? '' }),
    };
    try {
      const result = await runJob(context, 'import', given, options, async (work) => {
        const shown = teeWork(work, { progress: (progress) => line.update(progress) });
        const value = await engine.images.import(options, shown, isStream ? io.stdin : undefined);
        return { value, result: { imageIds: value.imageIds, names: value.names, summary: '' } };
      });
      line.done();
      if (result.loaded) {
        io.stderr.write('This is an image archive, not a root file system: loaded as it is.\n');
        for (const name of result.names) io.stdout.write(`Loaded image: ${name}\n`);
      } else {
        for (const id of result.imageIds) io.stdout.write(`${id}\n`);
      }
      return 0;
    } finally {
      line.done();
    }
  },
};

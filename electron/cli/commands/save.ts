import { resolve } from 'node:path';
import type { Command } from '../command';
import { UsageError } from '../command';
import { ProgressLine, teeWork } from '../output/progress';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'save',
  summary: 'Save images to an archive that docker and OCI tools read',
  usage: '[OPTIONS] IMAGE [IMAGE...]',
  flags: {
    output: { kind: 'text', short: 'o', help: 'Write to a file instead of standard output' },
    format: { kind: 'text', help: 'docker, oci, or oci-dir for a folder', preset: 'docker' },
    compress: { kind: 'switch', help: 'Compress the archive with gzip' },
    compression: { kind: 'text', help: 'Compress the archive with gzip, zstd or xz' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run(context) {
    const { args, flags, io } = context;
    const format = oneOf(flags.text('format'), formats, 'format');
    const output = flags.text('output');
    if (output === undefined && format === 'oci-dir')
      throw new UsageError('oci-dir needs -o FOLDER');
    if (output === undefined && io.stdout.isTTY) {
      throw new UsageError('cowardly refusing to save to a terminal: use -o FILE or a pipe');
    }
    const { engine } = await context.services();
    const target = output === undefined ? io.stdout : resolve(output);
    const line = new ProgressLine(io.stderr, 'Saving');
    const compression = oneOf(
      flags.text('compression') ?? (flags.switch('compress') ? 'gzip' : 'none'),
      compressions,
      'compression',
    );
    const parameters = { names: args, output: output ?? '-', format, compression };
    try {
      await runJob(context, 'save', args.join(' '), parameters, async (work) => {
        const shown = teeWork(work, { progress: (progress) => line.update(progress) });
        await engine.images.save(args, target, { format, compression }, shown);
        return { value: null, result: { imageIds: [], names: args, summary: output ?? '' } };
      });
      return 0;
    } finally {
      line.done();
    }
  },
};

const formats = ['docker', 'oci', 'oci-dir'] as const;
const compressions = ['none', 'gzip', 'zstd', 'xz'] as const;

function oneOf<T extends string>(
  value: string | undefined,
  choices: ReadonlyArray<T>,
  flag: string,
): T {
  // podman's names of the same.
  const plain = value?.replace(/^(docker|oci)-archive$/, '$1');
  const found = choices.find((choice) => choice === plain);
  if (found !== undefined) return found;
  throw new UsageError(`--${flag} is ${choices.join(' or ')}`);
}

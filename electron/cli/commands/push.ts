import { UsageError, type Command } from '../command';
import { ProgressLine, teeWork } from '../output/progress';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'push',
  summary: 'Send an image to a registry',
  usage: '[OPTIONS] IMAGE [TARGET]',
  flags: {
    compression: { kind: 'text', help: 'gzip or zstd; without it as it came, else gzip' },
    digestfile: { kind: 'text', help: 'Write the digest to a file' },
    format: { kind: 'text', help: 'oci or docker; without it as it came, else oci' },
    insecure: { kind: 'switch', help: 'Allow plain HTTP and unchecked certificates this once' },
    quiet: { kind: 'switch', short: 'q', help: 'Print only the digest' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 2 },
  async run(context) {
    const { args, flags, io } = context;
    const [name = '', target] = args;
    const compression = oneOf(flags.text('compression'), ['gzip', 'zstd'] as const, 'compression');
    const format = oneOf(flags.text('format'), ['oci', 'docker'] as const, 'format');
    const options = {
      ...(target === undefined ? {} : { target }),
      ...(compression === undefined ? {} : { compression }),
      ...(format === undefined ? {} : { format }),
      ...(flags.switch('insecure') ? { insecure: true } : {}),
    };
    const { engine } = await context.services();
    const line = new ProgressLine(io.stderr, `Pushing ${name}`);
    try {
      const pushed = await runJob(context, 'push', name, { name, ...options }, async (work) => {
        const shown = teeWork(work, {
          progress: (progress) => line.update(progress),
          log: (entry) => {
            if (entry.kind !== 'message' || flags.switch('quiet')) return;
            line.done();
            io.stderr.write(`${entry.text}\n`);
          },
        });
        const value = await engine.images.push(name, options, shown);
        return { value, result: { imageIds: [], names: [value.name], summary: value.digest } };
      });
      line.done();
      const file = flags.text('digestfile');
      if (file !== undefined) {
        const { writeFile } = await import('node:fs/promises');
        await writeFile(file, pushed.digest);
      }
      io.stdout.write(
        flags.switch('quiet')
          ? `${pushed.digest}\n`
          : `${pushed.name}: digest: ${pushed.digest} size: ${pushed.sizeBytes}\n`,
      );
      return 0;
    } finally {
      line.done();
    }
  },
};

function oneOf<T extends string>(
  value: string | undefined,
  choices: ReadonlyArray<T>,
  flag: string,
): T | undefined {
  const found = choices.find((choice) => choice === value);
  if (value !== undefined && found === undefined)
    throw new UsageError(`--${flag} is ${choices.join(' or ')}`);
  return found;
}

import type { PullResult } from '../../../shared/model/registry';
import { UsageError, type Command, type CommandContext } from '../command';
import { ProgressLine, teeWork } from '../output/progress';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'pull',
  summary: 'Bring an image from its registry',
  usage: '[OPTIONS] NAME[:TAG|@DIGEST]',
  flags: {
    'all-tags': { kind: 'switch', short: 'a', help: 'Every tag of the repository' },
    insecure: { kind: 'switch', help: 'Allow plain HTTP and unchecked certificates this once' },
    platform: { kind: 'text', help: 'e.g. linux/arm64; without it this machine’s' },
    quiet: { kind: 'switch', short: 'q', help: 'Print only the name' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run(context) {
    const { args, flags, io } = context;
    for (const name of await names(context, args[0] ?? '')) {
      const result = await pullAs(context, name);
      if (!flags.switch('quiet')) {
        io.stdout.write(`Digest: ${result.digest}\n`);
        const state = result.changed ? 'Downloaded newer image for' : 'Image is up to date for';
        io.stdout.write(`Status: ${state} ${result.name}\n`);
      }
      io.stdout.write(`${result.fullName}\n`);
    }
    return 0;
  },
};

const allTags = 10_000;

async function names(context: CommandContext, name: string): Promise<ReadonlyArray<string>> {
  const { flags, signal } = context;
  if (!flags.switch('all-tags')) return [name];
  if (/[@:]/.test(name.slice(name.lastIndexOf('/') + 1))) {
    throw new UsageError('a tag or digest cannot be used with --all-tags');
  }
  const { registries } = await context.services();
  const insecure = flags.switch('insecure');
  const { repository, tags } = await registries.tags(name, allTags, { signal, insecure });
  return tags.map((tag) => `${repository}:${tag}`);
}

async function pullAs(context: CommandContext, name: string): Promise<PullResult> {
  const { flags, io } = context;
  const { engine } = await context.services();
  const platform = flags.text('platform');
  const options = {
    ...(platform === undefined ? {} : { platform }),
    ...(flags.switch('insecure') ? { insecure: true } : {}),
  };
  const line = new ProgressLine(io.stderr, `Pulling ${name}`);
  try {
    return await runJob(context, 'pull', name, { name, ...options }, async (work) => {
      const shown = flags.switch('quiet')
        ? work
        : teeWork(work, { progress: (progress) => line.update(progress) });
      const value = await engine.images.pull(name, options, shown);
      const result = { imageIds: [value.imageId], names: [value.name], summary: value.digest };
      return { value, result };
    });
  } finally {
    line.done();
  }
}

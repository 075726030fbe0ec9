import { UsageError, type Command, type CommandContext } from '../command';
import { pullImage } from '../ensure-image';

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
    const platform = flags.text('platform');
    const options = {
      ...(platform === undefined ? {} : { platform }),
      ...(flags.switch('insecure') ? { insecure: true } : {}),
    };
    for (const name of await names(context, args[0] ?? '')) {
      const result = await pullImage(context, name, options, flags.switch('quiet'));
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

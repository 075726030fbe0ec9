import { pipeline } from 'node:stream/promises';
import { splitCopyArgument } from '../../copy/copy-path';
import { UsageError, type Command, type CommandContext } from '../command';
import { humanSize } from '../output/units';

export const command: Command = {
  name: 'cp',
  summary: 'Copy files between a container and this machine',
  usage: '[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-  or  SRC_PATH|- CONTAINER:DEST_PATH',
  flags: {
    archive: { kind: 'switch', short: 'a', help: "Owned by the container's user" },
    'follow-link': { kind: 'switch', short: 'L', help: 'Follow a link that the source is' },
    quiet: { kind: 'switch', short: 'q', help: 'Do not say how much was copied' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 2, max: 2 },
  async run(context) {
    const { args, flags, io } = context;
    const [from = '', to = ''] = args;
    const source = splitCopyArgument(from);
    const target = splitCopyArgument(to);
    if (from === '-' && to === '-')
      throw new UsageError('must specify at least one container source');
    if (source.container !== null && target.container !== null) {
      throw new UsageError('copying between containers is not supported');
    }
    if (source.path === '') throw new UsageError('source can not be empty');
    if (target.path === '') throw new UsageError('destination can not be empty');
    const bytes =
      source.container !== null
        ? await copyOut(context, source.container, source.path, target.path)
        : target.container !== null
          ? await copyIn(context, source.path, target.container, target.path)
          : null;
    if (bytes === undefined) return 0;
    if (bytes === null) throw new UsageError('must specify at least one container source');
    if (!flags.switch('quiet')) {
      io.stderr.write(`Successfully copied ${humanSize(bytes)} to ${to}\n`);
    }
    return 0;
  },
};

/** Undefined when the archive itself went to standard output. */
async function copyOut(
  { flags, io, signal, services }: CommandContext,
  container: string,
  source: string,
  target: string,
): Promise<number | undefined> {
  const { copier } = await services();
  const options = copyOptions(flags);
  if (target !== '-') return copier.fromContainer(container, source, target, options, signal);
  const content = await copier.streamFromContainer(container, source, options.followLink);
  await pipeline(content, io.stdout, { signal, end: false });
  return undefined;
}

async function copyIn(
  { flags, io, signal, services }: CommandContext,
  source: string,
  container: string,
  target: string,
): Promise<number> {
  const { copier } = await services();
  const options = copyOptions(flags);
  return source === '-'
    ? copier.streamToContainer(container, io.stdin, target, options, signal)
    : copier.toContainer(container, source, target, options, signal);
}

function copyOptions(flags: CommandContext['flags']) {
  return { followLink: flags.switch('follow-link'), archive: flags.switch('archive') };
}

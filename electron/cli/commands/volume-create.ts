import { DarkroomError } from '../../../shared/errors';
import { UsageError, type Command } from '../command';
import { pair } from '../values';

export const command: Command = {
  name: 'volume create',
  summary: 'Make a volume',
  usage: '[OPTIONS] [VOLUME]',
  flags: {
    driver: { kind: 'text', short: 'd', help: 'local is the only one', preset: 'local' },
    label: { kind: 'list', help: 'Set a label' },
    name: { kind: 'text', help: 'The same as the argument', hidden: true },
    opt: { kind: 'list', short: 'o', help: 'Refused: the driver has no options', hidden: true },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 1 },
  async run({ args, flags, io, services }) {
    const named = flags.text('name');
    if (named !== undefined && args.length > 0) {
      throw new UsageError('conflicting options: either specify --name or provide positional arg');
    }
    if (flags.text('driver') !== 'local' || flags.list('opt').length > 0) {
      throw new DarkroomError(
        'NOT_SUPPORTED',
        'volume create: only the local driver, without options',
        {
          hint: 'Mount what the options name on the host, and bind it: -v /path:/path.',
        },
      );
    }
    const name = named ?? args[0];
    const labels = Object.fromEntries(flags.list('label').map(pair));
    const { engine } = await services();
    const made = await engine.volumes.create({ labels, ...(name === undefined ? {} : { name }) });
    io.stdout.write(`${made.name}\n`);
    return 0;
  },
};

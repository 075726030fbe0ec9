import { UsageError, type Command } from '../command';
import { forEachName } from '../for-each-name';
import { attachOptions, sessionExitCode } from '../session';

export const command: Command = {
  name: 'start',
  summary: 'Start stopped containers',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  flags: {
    attach: { kind: 'switch', short: 'a', help: 'Show its output' },
    'detach-keys': { kind: 'text', help: 'Keys that leave it, e.g. ctrl-p,ctrl-q' },
    interactive: { kind: 'switch', short: 'i', help: 'Connect standard input too' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, flags, io, services }) {
    const { engine } = await services();
    if (!flags.switch('attach') && !flags.switch('interactive')) {
      return forEachName(args, io, (name) => engine.containers.start(name));
    }
    if (args.length > 1) {
      throw new UsageError('you cannot start and attach multiple containers at once');
    }
    const stdio = {
      stdin: flags.switch('interactive') ? io.stdin : null,
      stdout: io.stdout,
      stderr: io.stderr,
    };
    const end = await engine.containers.startAttached(args[0] ?? '', stdio, attachOptions(flags));
    return sessionExitCode(end);
  },
};

import type { Command } from '../command';
import { forEachName } from '../for-each-name';
import { sessionExitCode } from '../session';

export const command: Command = {
  name: 'start',
  summary: 'Start stopped containers',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  flags: {
    attach: { kind: 'switch', short: 'a', help: 'Show its output' },
    interactive: { kind: 'switch', short: 'i', help: 'Connect standard input too' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, flags, io, services }) {
    const { engine } = await services();
    if (flags.switch('attach') || flags.switch('interactive')) {
      const end = await engine.containers.startAttached(args[0] ?? '', {
        stdin: flags.switch('interactive') ? io.stdin : null,
        stdout: io.stdout,
        stderr: io.stderr,
      });
      return sessionExitCode(end);
    }
    return forEachName(args, io, (name) => engine.containers.start(name));
  },
};

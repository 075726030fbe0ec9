import type { Command } from '../command';
import { wholeNumber } from '../container-flags';
import { forEachName } from '../for-each-name';

export const command: Command = {
  name: 'stop',
  summary: 'Stop running containers',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  flags: { time: { kind: 'text', short: 't', help: 'Seconds to wait before killing it' } },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, flags, io, services }) {
    const text = flags.text('time');
    const timeout = text === undefined ? null : wholeNumber('--time', text);
    const { engine } = await services();
    return forEachName(args, io, (name) => engine.containers.stop(name, timeout));
  },
};

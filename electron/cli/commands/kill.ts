import type { Command } from '../command';
import { forEachName } from '../for-each-name';

export const command: Command = {
  name: 'kill',
  summary: 'Send a signal to running containers',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  flags: {
    signal: { kind: 'text', short: 's', help: 'Signal by name or number', preset: 'SIGKILL' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, flags, io, services }) {
    const { engine } = await services();
    const signal = flags.text('signal') ?? 'SIGKILL';
    return forEachName(args, io, (name) => engine.containers.kill(name, signal));
  },
};

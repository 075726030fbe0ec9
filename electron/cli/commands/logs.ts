import type { Command } from '../command';
import { wholeNumber } from '../values';

export const command: Command = {
  name: 'logs',
  summary: "Show a container's output",
  usage: '[OPTIONS] CONTAINER',
  flags: {
    follow: { kind: 'switch', short: 'f', help: 'Go on as it writes' },
    tail: { kind: 'text', short: 'n', help: 'Only so many of the last lines', preset: 'all' },
    timestamps: { kind: 'switch', short: 't', help: 'Show when each line was written' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run({ args, flags, io, signal, services }) {
    const tail = flags.text('tail') ?? 'all';
    const options = {
      follow: flags.switch('follow'),
      tail: tail === 'all' ? null : wholeNumber('tail', tail),
      timestamps: flags.switch('timestamps'),
    };
    const { engine } = await services();
    await engine.containers.logs(
      args[0] ?? '',
      options,
      (stream, data) => void (stream === 'stdout' ? io.stdout : io.stderr).write(data),
      signal,
    );
    return 0;
  },
};

import type { Command } from '../command';
import { formatTable } from '../output/table';

export const command: Command = {
  name: 'top',
  summary: 'Show the processes of a running container',
  usage: 'CONTAINER [ps OPTIONS]',
  flags: {},
  // What follows the container is for ps.
  interspersed: false,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, io, services }) {
    const [name = '', ...options] = args;
    const { engine } = await services();
    const { titles, processes } = await engine.containers.top(name, options);
    io.stdout.write(formatTable(titles, processes));
    return 0;
  },
};

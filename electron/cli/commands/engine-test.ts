import type { Command } from '../command';

export const command: Command = {
  name: 'engine test',
  summary: 'Connect to an engine and say what it is, or what is wrong',
  usage: '[NAME]',
  flags: {},
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 1 },
  async run({ args, io, signal, services }) {
    const { engines } = await services();
    const about = await engines.test(args[0] ?? engines.current.id, signal);
    const api = about.apiVersion === '' ? '' : `, API ${about.apiVersion}`;
    io.stdout.write(`${about.product} ${about.version}${api}, ${about.os}/${about.architecture}\n`);
    return 0;
  },
};

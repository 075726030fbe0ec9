import { registryName } from '../../registry/registries';
import type { Command } from '../command';

export const command: Command = {
  name: 'logout',
  summary: 'Forget the login to a registry',
  usage: '[REGISTRY]',
  flags: {},
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 1 },
  offEngine: () => ({ refused: false, text: 'logins hold for every engine' }),
  async run({ args, io, signal, services }) {
    const registry = registryName(args[0] ?? '');
    const { registries } = await services();
    const known = await registries.logout(registry, signal);
    io.stdout.write(
      known ? `Removing login credentials for ${registry}\n` : `Not logged in to ${registry}\n`,
    );
    return 0;
  },
};

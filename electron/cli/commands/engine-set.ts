import { preferencesOf } from '../../../shared/model/settings';
import { UsageError, type Command } from '../command';

const networks = ['default', 'host', 'none'] as const;

export const command: Command = {
  name: 'engine set',
  summary: 'Set what holds for one engine alone',
  usage: '[OPTIONS] NAME',
  flags: {
    author: { kind: 'text', help: 'Author of snapshots there; empty for the general one' },
    network: {
      kind: 'text',
      help: 'Of builds and containers that name none: default, host or none',
    },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run({ args, flags, io, services }) {
    const { engines, store } = await services();
    const { id } = await engines.get(args[0] ?? '');
    const settings = store.settings.get();
    const before = preferencesOf(settings, id);
    const given = flags.text('network') ?? before.network;
    const network = networks.find((one) => one === given);
    if (network === undefined) throw new UsageError('--network is default, host or none');
    const changed = { network, author: flags.text('author') ?? before.author };
    store.settings.update({
      enginePreferences: { ...settings.enginePreferences, [id]: changed },
    });
    io.stdout.write(`network ${changed.network}\nauthor ${changed.author}\n`);
    return 0;
  },
};

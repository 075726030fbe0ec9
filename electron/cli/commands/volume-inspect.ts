import type { Command } from '../command';
import { inspectAll } from '../inspect-all';
import { volumeDocument } from '../volume-document';

export const command: Command = {
  name: 'volume inspect',
  summary: 'Show all that is known of volumes, as JSON',
  usage: '[OPTIONS] VOLUME [VOLUME...]',
  flags: {
    format: { kind: 'text', short: 'f', help: "'json' or a template: '{{.Mountpoint}}'" },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, flags, io, services }) {
    const { engine } = await services();
    return inspectAll(args, flags.text('format'), io, async (name) =>
      volumeDocument(await engine.volumes.inspect(name)),
    );
  },
};

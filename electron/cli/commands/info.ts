import type { Command } from '../command';
import { humanSize } from '../output/units';

export const command: Command = {
  name: 'info',
  summary: 'Show the store and what the engine can do on this machine',
  usage: '[OPTIONS]',
  flags: { format: { kind: 'text', short: 'f', help: "'json'" } },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 0 },
  async run({ flags, io, services }) {
    const { engine, store } = await services();
    const [capabilities, usage] = await Promise.all([engine.capabilities(), engine.images.usage()]);
    if (flags.text('format') === 'json') {
      const data = { engine: engine.id, root: store.paths.root, capabilities, usage };
      io.stdout.write(`${JSON.stringify(data)}\n`);
      return 0;
    }
    const run = capabilities.run.available ? 'yes' : `no: ${capabilities.run.reason}`;
    io.stdout.write(
      [
        `Engine:       ${engine.id}`,
        `Store:        ${store.paths.root}`,
        `Images:       ${usage.imageCount}, ${humanSize(usage.usedBytes)} (${humanSize(usage.freeableBytes)} can be freed)`,
        `Containers:   ${run}`,
        '',
      ].join('\n'),
    );
    return 0;
  },
};

import type { ChangeKind } from '../../../shared/model/layer';
import type { ConfigChange } from '../../../shared/model/snapshot';
import type { Command } from '../command';
import { humanSize } from '../output/units';

const letters: Readonly<Record<ChangeKind, string>> = { added: 'A', changed: 'C', deleted: 'D' };

export const command: Command = {
  name: 'image-diff',
  summary: 'Show what differs from one image to another',
  usage: '[OPTIONS] IMAGE IMAGE [PATH]',
  flags: {
    size: { kind: 'switch', short: 's', help: 'Show sizes' },
    json: { kind: 'switch', help: 'The whole comparison as JSON' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 2, max: 3 },
  async run({ args, flags, io, signal, services }) {
    const [before = '', after = '', path] = args;
    const { images } = (await services()).engine;
    if (path !== undefined) {
      const diff = await images.compareFile(before, after, path, signal);
      if (flags.switch('json')) io.stdout.write(`${JSON.stringify(diff)}\n`);
      else io.stdout.write(diff.kind === 'text' ? diff.unified : `${path}: ${diff.kind}\n`);
      return 0;
    }
    const comparison = await images.compare(before, after, signal);
    if (flags.switch('json')) {
      io.stdout.write(`${JSON.stringify(comparison)}\n`);
      return 0;
    }
    for (const change of comparison.changes) {
      const size = flags.switch('size') ? `${humanSize(change.sizeBytes).padStart(8)} ` : '';
      io.stdout.write(`${letters[change.kind]} ${size}${change.path}\n`);
    }
    for (const change of comparison.config) io.stdout.write(`${configLine(change)}\n`);
    return 0;
  },
};

function configLine({ kind, field, before, after }: ConfigChange): string {
  const values = [before, after].filter((value) => value !== null).join(' → ');
  return `${letters[kind]} ${field}: ${values}`;
}

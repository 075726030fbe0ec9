import type { ChangeKind } from '../../../shared/model/layer';
import type { Command } from '../command';
import { UsageError } from '../command';
import { humanSize } from '../output/units';

const letters: Readonly<Record<ChangeKind, string>> = { added: 'A', changed: 'C', deleted: 'D' };

export const command: Command = {
  name: 'diff',
  summary: 'Show what changed in a container',
  usage: '[OPTIONS] CONTAINER',
  flags: {
    size: { kind: 'switch', short: 's', help: 'Show sizes' },
    json: { kind: 'switch', help: 'One JSON object a line' },
    format: { kind: 'text', help: "'json'" },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run({ args, flags, io, services }) {
    const format = flags.text('format') ?? (flags.switch('json') ? 'json' : undefined);
    if (format !== undefined && format !== 'json') throw new UsageError("--format is 'json'");
    const { engine } = await services();
    for (const change of await engine.containers.diff(args[0] ?? '')) {
      const size = flags.switch('size') ? `${humanSize(change.sizeBytes).padStart(8)} ` : '';
      io.stdout.write(
        format === 'json'
          ? `${JSON.stringify(change)}\n`
          : `${letters[change.kind]} ${size}${change.path}\n`,
      );
    }
    return 0;
  },
};

import type { Command } from '../command';
import { confirmed } from '../confirm';
import { hasLabels, parseFilters } from '../filters';
import { humanSize } from '../output/units';
import { parseTruth } from '../values';

export const command: Command = {
  name: 'volume prune',
  summary: 'Remove anonymous volumes (or all) that no container uses',
  usage: '[OPTIONS]',
  flags: {
    all: { kind: 'switch', short: 'a', help: 'Named ones too' },
    filter: { kind: 'list', help: 'label=KEY[=VALUE], label!=…, all=true' },
    force: { kind: 'switch', short: 'f', help: 'Do not ask' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 0 },
  async run(context) {
    const { flags, io, services, signal } = context;
    const filters = parseFilters(flags.list('filter'), ['label', 'label!', 'all']);
    const all = flags.switch('all') || (filters.get('all') ?? []).some((text) => parseTruth(text));
    const which = all ? 'all volumes' : 'all anonymous volumes';
    const warning = `This will remove ${which} not used by at least one container.`;
    if (!flags.switch('force') && !(await confirmed(context, warning))) return 0;
    const { engine } = await services();
    const { removed, freedBytes } = await engine.volumes.prune(
      {
        all,
        matches: ({ labels }) =>
          hasLabels(labels, filters.get('label') ?? []) &&
          !(filters.get('label!') ?? []).some((text) => hasLabels(labels, [text])),
      },
      signal,
    );
    if (removed.length > 0) io.stdout.write(`Deleted Volumes:\n${removed.join('\n')}\n\n`);
    io.stdout.write(`Total reclaimed space: ${humanSize(freedBytes)}\n`);
    return 0;
  },
};

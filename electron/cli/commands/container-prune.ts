import { UsageError, type Command } from '../command';
import { confirmed } from '../confirm';
import { hasLabels, parseFilters } from '../filters';
import { humanSize } from '../output/units';
import { parseTime } from '../parse-time';

export const command: Command = {
  name: 'container prune',
  summary: 'Remove all containers that are not running',
  usage: '[OPTIONS]',
  flags: {
    filter: { kind: 'list', help: 'label=KEY[=VALUE], label!=…, until=TIME' },
    force: { kind: 'switch', short: 'f', help: 'Do not ask' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 0 },
  async run(context) {
    const { flags, io, services } = context;
    const filters = parseFilters(flags.list('filter'), ['label', 'label!', 'until']);
    const untils = filters.get('until') ?? [];
    if (untils.length > 1) throw new UsageError('more than one until filter specified');
    const untilMs = untils[0] === undefined ? Infinity : parseTime('until', untils[0], Date.now());
    const warning = 'This will remove all stopped containers.';
    if (!flags.switch('force') && !(await confirmed(context, warning))) return 0;
    const { engine } = await services();
    const { removed, freedBytes } = await engine.containers.prune(
      ({ labels, createdAt }) =>
        hasLabels(labels, filters.get('label') ?? []) &&
        !(filters.get('label!') ?? []).some((text) => hasLabels(labels, [text])) &&
        Date.parse(createdAt) <= untilMs,
    );
    if (removed.length > 0) io.stdout.write(`Deleted Containers:\n${removed.join('\n')}\n\n`);
    io.stdout.write(`Total reclaimed space: ${humanSize(freedBytes)}\n`);
    return 0;
  },
};

import type { ContainerSummary, ResourceUsage } from '../../../shared/model/container';
import type { Command } from '../command';
import { formatRows, type Column } from '../output/format';
import { binarySize, humanSize, shortId } from '../output/units';

interface Row {
  readonly container: Pick<ContainerSummary, 'id' | 'name'>;
  readonly usage: ResourceUsage | null;
}

const redrawMs = 1000;
const clearScreen = '\x1b[2J\x1b[H';

export const command: Command = {
  name: 'stats',
  summary: 'Show what running containers use',
  usage: '[OPTIONS] [CONTAINER...]',
  flags: {
    all: { kind: 'switch', short: 'a', help: 'Stopped ones too' },
    format: { kind: 'text', help: "'table', 'json' or a template" },
    'no-stream': { kind: 'switch', help: 'Once, not again and again' },
    'no-trunc': { kind: 'switch', help: 'Show whole ids' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: Infinity },
  async run({ args, flags, io, signal, services }) {
    const { containers } = (await services()).engine;
    const chosen =
      args.length > 0
        ? await Promise.all(args.map((name) => containers.inspect(name)))
        : await containers.list({ all: flags.switch('all') });
    const columns = columnsFor(flags.switch('no-trunc'), args);
    const format = flags.text('format');
    const usages = new Map<string, ResourceUsage>();
    const rows = () =>
      chosen.map((container): Row => ({ container, usage: usages.get(container.id) ?? null }));
    const stream = !flags.switch('no-stream');
    const followed = Promise.all(
      chosen
        .filter(({ state }) => state === 'running' || state === 'paused')
        .map((container) =>
          containers
            .stats(container.id, { stream }, (usage) => usages.set(container.id, usage), signal)
            .finally(() => stream && usages.delete(container.id)),
        ),
    );
    if (!stream) {
      await followed;
      io.stdout.write(formatRows(rows(), columns, format));
      return 0;
    }
    const draw = () => {
      if (io.stdout.isTTY) io.stdout.write(clearScreen);
      io.stdout.write(formatRows(rows(), columns, format));
    };
    const timer = setInterval(draw, redrawMs);
    try {
      draw();
      await followed;
    } finally {
      clearInterval(timer);
    }
    draw();
    return 0;
  },
};

/** A container that does not run shows dashes, as docker's. */
function columnsFor(whole: boolean, names: ReadonlyArray<string>): ReadonlyArray<Column<Row>> {
  const shown = (value: (usage: ResourceUsage) => string) => (row: Row) =>
    row.usage === null ? '--' : value(row.usage);
  const pair =
    (one: (usage: ResourceUsage) => string, two: (usage: ResourceUsage) => string) =>
    ({ usage }: Row) =>
      usage === null ? '-- / --' : `${one(usage)} / ${two(usage)}`;
  const id = ({ container }: Row) => (whole ? container.id : shortId(container.id));
  return [
    { field: 'ID', title: 'CONTAINER ID', value: id },
    { field: 'Name', title: 'NAME', value: ({ container }) => container.name },
    { field: 'CPUPerc', title: 'CPU %', value: shown((use) => percent(use.cpuPercent)) },
    {
      field: 'MemUsage',
      title: 'MEM USAGE / LIMIT',
      value: pair(
        (use) => binarySize(use.memoryBytes),
        (use) => binarySize(use.memoryLimitBytes),
      ),
    },
    {
      field: 'MemPerc',
      title: 'MEM %',
      value: shown((use) => percent((use.memoryBytes / use.memoryLimitBytes) * 100)),
    },
    {
      field: 'NetIO',
      title: 'NET I/O',
      value: pair(
        (use) => humanSize(use.receivedBytes),
        (use) => humanSize(use.sentBytes),
      ),
    },
    {
      field: 'BlockIO',
      title: 'BLOCK I/O',
      value: pair(
        (use) => humanSize(use.readBytes),
        (use) => humanSize(use.writtenBytes),
      ),
    },
    { field: 'PIDs', title: 'PIDS', value: shown((use) => String(use.processCount)) },
    {
      field: 'Container',
      title: 'CONTAINER',
      shown: false,
      value: (row) => names.find((name) => name === row.container.name) ?? id(row),
    },
  ];
}

function percent(value: number): string {
  return `${value.toFixed(2)}%`;
}

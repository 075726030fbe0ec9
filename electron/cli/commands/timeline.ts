import type { TimelineEntry } from '../../../shared/model/snapshot';
import type { Command } from '../command';
import { formatRows, type Column } from '../output/format';
import { humanSize } from '../output/units';

const columns: ReadonlyArray<Column<TimelineEntry>> = [
  { field: 'CreatedAt', title: 'CREATED', value: (entry) => entry.createdAt },
  { field: 'ID', title: 'IMAGE ID', value: (entry) => entry.imageId.slice(7, 19) },
  { field: 'Names', title: 'NAME', value: (entry) => entry.names.join(',') },
  { field: 'Container', title: 'CONTAINER', value: (entry) => entry.containerName },
  { field: 'Parent', title: 'FROM', value: (entry) => entry.parentImageName },
  { field: 'Author', title: 'AUTHOR', value: (entry) => entry.author },
  { field: 'Size', title: 'SIZE', value: (entry) => humanSize(entry.sizeBytes) },
  { field: 'Message', title: 'MESSAGE', value: (entry) => entry.message },
];

export const command: Command = {
  name: 'timeline',
  summary: 'Show the snapshots of a container or around an image, oldest first',
  usage: '[OPTIONS] CONTAINER|IMAGE',
  flags: {
    json: { kind: 'switch', help: 'One JSON object a line' },
    format: { kind: 'text', help: "'table', 'json' or a template" },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run({ args, flags, io, services }) {
    const { engine } = await services();
    const entries = await engine.containers.timeline(args[0] ?? '');
    if (flags.switch('json')) {
      for (const entry of entries) io.stdout.write(`${JSON.stringify(entry)}\n`);
    } else io.stdout.write(formatRows(entries, columns, flags.text('format')));
    return 0;
  },
};

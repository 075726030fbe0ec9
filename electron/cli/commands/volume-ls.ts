import type { VolumeSummary } from '../../../shared/model/volume';
import type { Command } from '../command';
import { anyOf, hasLabels, parseFilters } from '../filters';
import { formatRows, type Column } from '../output/format';
import { invalid, parseTruth } from '../values';

const columns: ReadonlyArray<Column<VolumeSummary>> = [
  { field: 'Driver', title: 'DRIVER', value: () => 'local' },
  { field: 'Name', title: 'VOLUME NAME', value: ({ name }) => name },
  { field: 'Availability', title: 'AVAILABILITY', shown: false, value: () => 'N/A' },
  { field: 'Group', title: 'GROUP', shown: false, value: () => 'N/A' },
  {
    field: 'Labels',
    title: 'LABELS',
    shown: false,
    value: ({ labels }) =>
      Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
  },
  { field: 'Links', title: 'LINKS', shown: false, value: () => 'N/A' },
  { field: 'Mountpoint', title: 'MOUNTPOINT', shown: false, value: ({ mountpoint }) => mountpoint },
  { field: 'Scope', title: 'SCOPE', shown: false, value: () => 'local' },
  { field: 'Size', title: 'SIZE', shown: false, value: () => 'N/A' },
  { field: 'Status', title: 'STATUS', shown: false, value: () => 'N/A' },
];

export const command: Command = {
  name: 'volume ls',
  summary: 'List volumes',
  usage: '[OPTIONS]',
  flags: {
    filter: { kind: 'list', short: 'f', help: 'dangling=true|false, driver=, label=, name=' },
    format: { kind: 'text', help: "'table', 'json' or a template" },
    quiet: { kind: 'switch', short: 'q', help: 'Only names' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 0 },
  async run({ flags, io, services }) {
    const filters = parseFilters(flags.list('filter'), ['dangling', 'driver', 'label', 'name']);
    const dangling = (filters.get('dangling') ?? []).map((text) => {
      const value = parseTruth(text);
      if (value === null) throw invalid('filter', `dangling=${text}`, 'true or false');
      return value;
    });
    const { engine } = await services();
    const found = (await engine.volumes.list()).filter(
      ({ name, labels, usedBy }) =>
        anyOf(filters, 'name', (text) => name.includes(text)) &&
        anyOf(filters, 'driver', (text) => text === 'local') &&
        hasLabels(labels, filters.get('label') ?? []) &&
        dangling.every((wanted) => wanted === (usedBy.length === 0)),
    );
    io.stdout.write(
      flags.switch('quiet')
        ? found.map(({ name }) => `${name}\n`).join('')
        : formatRows(found, columns, flags.text('format')),
    );
    return 0;
  },
};

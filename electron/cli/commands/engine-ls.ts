import type { EngineListing } from '../../../shared/model/engine';
import type { Command } from '../command';
import { formatRows, type Column } from '../output/format';

export const command: Command = {
  name: 'engine ls',
  summary: 'List engines: the embedded one, those found, those added',
  usage: '[OPTIONS]',
  flags: {
    format: { kind: 'text', help: "'table', 'json' or a template" },
    quiet: { kind: 'switch', short: 'q', help: 'Only names' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 0 },
  async run({ flags, io, signal, services }) {
    const { engines } = await services();
    if (flags.switch('quiet')) {
      for (const { name } of await engines.list()) io.stdout.write(`${name}\n`);
      return 0;
    }
    // All at once, so that one that does not answer keeps nobody waiting longer than itself.
    const names = (await engines.list()).map(({ name }) => name);
    await Promise.all(names.map((name) => engines.test(name, signal).catch(() => null)));
    const columns: ReadonlyArray<Column<EngineListing>> = [
      {
        field: 'Name',
        title: 'NAME',
        value: ({ name, selected }) => name + (selected ? ' *' : ''),
      },
      { field: 'Address', title: 'ADDRESS', value: ({ address }) => address },
      { field: 'Source', title: 'SOURCE', value: ({ source }) => source },
      { field: 'State', title: 'STATE', value: stateText },
    ];
    io.stdout.write(formatRows(await engines.list(), columns, flags.text('format')));
    return 0;
  },
};

function stateText({ state }: EngineListing): string {
  switch (state.kind) {
    case 'unknown':
      return '';
    case 'unreachable':
      return state.error.code;
    case 'connected':
      return `${state.about.product} ${state.about.version}`;
  }
}

import { UsageError, type Command } from '../command';
import { formatRows, type Column } from '../output/format';

interface Row {
  readonly repository: string;
  readonly tag: string;
}

const columns: ReadonlyArray<Column<Row>> = [
  { field: 'Name', title: 'NAME', value: (row) => row.repository },
  { field: 'Tag', title: 'TAG', value: (row) => row.tag },
];

export const command: Command = {
  name: 'search',
  summary: 'List the tags of a repository in its registry',
  usage: '[OPTIONS] REPOSITORY',
  flags: {
    filter: { kind: 'text', short: 'f', help: 'Only tags with this text in them' },
    format: { kind: 'text', help: "'table', 'json', or a template: '{{.Name}}:{{.Tag}}'" },
    insecure: { kind: 'switch', help: 'Allow plain HTTP and unchecked certificates this once' },
    limit: { kind: 'text', help: 'Most tags to list', preset: '1000' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  offEngine: () => ({ refused: false, text: 'the registry is asked from here, by no engine' }),
  async run({ args, flags, io, signal, services }) {
    const limit = Number(flags.text('limit'));
    if (!Number.isSafeInteger(limit) || limit < 1)
      throw new UsageError('--limit is a number above 0');
    const { registries } = await services();
    const access = { signal, insecure: flags.switch('insecure') };
    const { repository, tags, more } = await registries.tags(args[0] ?? '', limit, access);
    const wanted = flags.text('filter') ?? '';
    const rows = tags.filter((tag) => tag.includes(wanted)).map((tag) => ({ repository, tag }));
    io.stdout.write(formatRows(rows, columns, flags.text('format')));
    if (more) io.stderr.write(`There are more than ${limit} tags: see --limit\n`);
    return 0;
  },
};

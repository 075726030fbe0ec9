import type { ImageSummary } from '../../../shared/model/image';
import type { Command } from '../command';
import { formatRows, type Column } from '../output/format';
import { humanAge, humanSize, shortId } from '../output/units';

interface Row {
  readonly repository: string;
  readonly tag: string;
  readonly image: ImageSummary;
}

export const command: Command = {
  name: 'images',
  summary: 'List images',
  usage: '[OPTIONS] [REPOSITORY[:TAG]]',
  flags: {
    all: {
      kind: 'switch',
      short: 'a',
      help: 'Accepted for compatibility: there are no hidden images',
    },
    format: { kind: 'text', help: "'table', 'json', or a template: '{{.Repository}}:{{.Tag}}'" },
    'no-trunc': { kind: 'switch', help: 'Show whole ids' },
    quiet: { kind: 'switch', short: 'q', help: 'Only ids' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 1 },
  async run(context) {
    const { flags, io } = context;
    const { engine } = await context.services();
    const rows = (await engine.images.list())
      .flatMap(rowsOf)
      .filter((row) => matches(row, context.args[0]));
    const id = (row: Row) => (flags.switch('no-trunc') ? row.image.id : shortId(row.image.id));
    if (flags.switch('quiet')) {
      io.stdout.write([...new Set(rows.map(id))].map((line) => `${line}\n`).join(''));
      return 0;
    }
    const columns: ReadonlyArray<Column<Row>> = [
      { field: 'Repository', title: 'REPOSITORY', value: (row) => row.repository },
      { field: 'Tag', title: 'TAG', value: (row) => row.tag },
      { field: 'ID', title: 'IMAGE ID', value: id },
      {
        field: 'CreatedSince',
        title: 'CREATED',
        value: (row) => humanAge(row.image.createdAt, Date.now()),
      },
      {
        field: 'CreatedAt',
        title: 'CREATED AT',
        shown: false,
        value: (row) => row.image.createdAt,
      },
      { field: 'Size', title: 'SIZE', value: (row) => humanSize(row.image.sizeBytes) },
    ];
    io.stdout.write(formatRows(rows, columns, flags.text('format')));
    return 0;
  },
};

function rowsOf(image: ImageSummary): ReadonlyArray<Row> {
  if (image.names.length === 0) return [{ repository: '<none>', tag: '<none>', image }];
  return image.names.map((name) => ({ ...splitName(name), image }));
}

/** The colon of a tag comes after the last slash; one before it belongs to a port. */
function splitName(name: string): { readonly repository: string; readonly tag: string } {
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon === -1
    ? { repository: name, tag: '<none>' }
    : { repository: name.slice(0, colon), tag: name.slice(colon + 1) };
}

function matches(row: Row, filter: string | undefined): boolean {
  if (filter === undefined) return true;
  const wanted = splitName(filter);
  return (
    row.repository === wanted.repository && (wanted.tag === '<none>' || row.tag === wanted.tag)
  );
}

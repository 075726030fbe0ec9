import type { HistoryLine } from '../../../shared/model/image';
import type { Command } from '../command';
import { formatRows, type Column } from '../output/format';
import { humanAge, humanSize, shortId } from '../output/units';

const commandWidth = 45;

export const command: Command = {
  name: 'history',
  summary: 'Show how an image was made, newest first',
  usage: '[OPTIONS] IMAGE',
  flags: {
    format: { kind: 'text', help: "'table', 'json' or a template" },
    human: { kind: 'switch', short: 'H', help: 'Sizes and dates for people', preset: true },
    'no-trunc': { kind: 'switch', help: 'Show whole commands' },
    quiet: { kind: 'switch', short: 'q', help: 'Only ids' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run(context) {
    const { flags, io } = context;
    const { engine } = await context.services();
    const lines = await engine.images.history(context.args[0] ?? '');
    const whole = flags.switch('no-trunc');
    const human = flags.switch('human');
    const id = (line: HistoryLine) =>
      whole || line.id === '<missing>' ? line.id : shortId(line.id);
    if (flags.switch('quiet')) {
      io.stdout.write(lines.map((line) => `${id(line)}\n`).join(''));
      return 0;
    }
    const cut = (text: string) =>
      whole || text.length <= commandWidth ? text : `${text.slice(0, commandWidth - 1)}…`;
    const columns: ReadonlyArray<Column<HistoryLine>> = [
      { field: 'ID', title: 'IMAGE', value: id },
      {
        field: human ? 'CreatedSince' : 'CreatedAt',
        title: human ? 'CREATED' : 'CREATED AT',
        value: (line) => (human ? humanAge(line.createdAt, Date.now()) : line.createdAt),
      },
      { field: 'CreatedBy', title: 'CREATED BY', value: (line) => cut(line.createdBy) },
      {
        field: 'Size',
        title: 'SIZE',
        value: (line) => (human ? humanSize(line.sizeBytes) : String(line.sizeBytes)),
      },
      { field: 'Comment', title: 'COMMENT', value: (line) => line.comment },
    ];
    io.stdout.write(formatRows(lines, columns, flags.text('format')));
    return 0;
  },
};

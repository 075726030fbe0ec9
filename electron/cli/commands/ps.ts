import type { ContainerSummary } from '../../../shared/model/container';
import type { Command } from '../command';
import { formatRows, type Column } from '../output/format';
import { humanAge, humanDuration, shortId } from '../output/units';

export const command: Command = {
  name: 'ps',
  summary: 'List containers',
  usage: '[OPTIONS]',
  flags: {
    all: { kind: 'switch', short: 'a', help: 'Stopped ones too' },
    format: { kind: 'text', help: "'table', 'json' or a template" },
    last: { kind: 'text', short: 'n', help: 'Only so many of the newest, in any state' },
    latest: { kind: 'switch', short: 'l', help: 'Only the newest, in any state' },
    'no-trunc': { kind: 'switch', help: 'Show whole ids and commands' },
    quiet: { kind: 'switch', short: 'q', help: 'Only ids' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 0 },
  async run({ flags, io, services }) {
    const { engine } = await services();
    const last = flags.switch('latest') ? 1 : Number(flags.text('last') ?? Infinity);
    const all = flags.switch('all') || Number.isFinite(last);
    const found = (await engine.containers.list({ all })).slice(0, last);
    const whole = flags.switch('no-trunc');
    const id = (container: ContainerSummary) => (whole ? container.id : shortId(container.id));
    if (flags.switch('quiet')) {
      io.stdout.write(found.map((container) => `${id(container)}\n`).join(''));
      return 0;
    }
    const columns: ReadonlyArray<Column<ContainerSummary>> = [
      { field: 'ID', title: 'CONTAINER ID', value: id },
      { field: 'Image', title: 'IMAGE', value: (container) => container.imageName },
      {
        field: 'Command',
        title: 'COMMAND',
        value: (container) => quoted(container.command, whole),
      },
      {
        field: 'RunningFor',
        title: 'CREATED',
        value: (container) => humanAge(container.createdAt, Date.now()),
      },
      { field: 'Status', title: 'STATUS', value: (container) => status(container, Date.now()) },
      { field: 'State', title: 'STATE', shown: false, value: (container) => container.state },
      { field: 'Names', title: 'NAMES', value: (container) => container.name },
    ];
    io.stdout.write(formatRows(found, columns, flags.text('format')));
    return 0;
  },
};

function quoted(command: ReadonlyArray<string>, whole: boolean): string {
  const text = command.join(' ');
  return `"${whole || text.length <= 20 ? text : `${text.slice(0, 19)}…`}"`;
}

/** The words of docker's STATUS column. */
function status(container: ContainerSummary, nowMs: number): string {
  const { state, startedAt, finishedAt, exitCode, health } = container;
  if (state === 'created') return 'Created';
  if (state === 'running' || state === 'paused') {
    const up = `Up ${humanDuration(nowMs - Date.parse(startedAt ?? container.createdAt))}`;
    if (state === 'paused') return `${up} (Paused)`;
    return health === 'starting' ? `${up} (health: starting)` : health ? `${up} (${health})` : up;
  }
  return `Exited (${exitCode ?? 0}) ${humanAge(finishedAt ?? container.createdAt, nowMs)}`;
}

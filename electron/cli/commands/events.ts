import type { Command } from '../command';
import { eventFilterNames, matchesEvent } from '../event-filter';
import { eventLine, formattedEvent } from '../event-lines';
import { parseFilters } from '../filters';
import { parseTime } from '../parse-time';

export const command: Command = {
  name: 'events',
  summary: 'Show what happens to containers, images and volumes',
  usage: '[OPTIONS]',
  flags: {
    filter: {
      kind: 'list',
      short: 'f',
      help: 'Only those that match: type=container, event=die, …',
    },
    format: { kind: 'text', help: "'json' or a template" },
    since: { kind: 'text', help: 'Those from then on too: 10m, 2024-05-01T12:00:00Z, 1714564800' },
    until: { kind: 'text', help: 'Only until then' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 0 },
  async run({ flags, io, signal, services }) {
    const now = Date.now();
    const time = (name: string) => {
      const text = flags.text(name);
      return text === undefined || text === '' ? null : parseTime(name, text, now);
    };
    const range = { sinceMs: time('since'), untilMs: time('until') };
    const filters = parseFilters(flags.list('filter'), eventFilterNames);
    const format = flags.text('format') ?? '';
    const { engine } = await services();
    await engine.events(
      range,
      (event) => {
        if (!matchesEvent(filters, event)) return;
        io.stdout.write(format === '' ? eventLine(event) : formattedEvent(event, format));
      },
      signal,
    );
    return 0;
  },
};

import { UsageError, type Command } from '../command';
import { parseTime } from '../parse-time';

export const command: Command = {
  name: 'logs',
  summary: "Show a container's output",
  usage: '[OPTIONS] CONTAINER',
  flags: {
    details: { kind: 'switch', help: 'Leave room for attributes, as docker does; there are none' },
    follow: { kind: 'switch', short: 'f', help: 'Go on as it writes' },
    since: { kind: 'text', help: 'Only from then on: 10m, 2024-05-01T12:00:00Z, 1714564800' },
    tail: { kind: 'text', short: 'n', help: 'Only so many of the last lines', preset: 'all' },
    timestamps: { kind: 'switch', short: 't', help: 'Show when each line was written' },
    until: { kind: 'text', help: 'Only until then' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run({ args, flags, io, signal, services }) {
    const now = Date.now();
    const time = (name: string) => {
      const text = flags.text(name);
      return text === undefined || text === '' ? undefined : parseTime(name, text, now);
    };
    const sinceMs = time('since');
    const untilMs = time('until');
    const options = {
      follow: flags.switch('follow'),
      tail: tailCount(flags.text('tail') ?? 'all'),
      timestamps: flags.switch('timestamps'),
      ...(flags.switch('details') ? { details: true } : {}),
      ...(sinceMs === undefined ? {} : { sinceMs }),
      ...(untilMs === undefined ? {} : { untilMs }),
    };
    const { engine } = await services();
    await engine.containers.logs(
      args[0] ?? '',
      options,
      (stream, data) => void (stream === 'stdout' ? io.stdout : io.stderr).write(data),
      signal,
    );
    return 0;
  },
};

/** A negative number is all, as for docker. */
function tailCount(text: string): number | null {
  if (text === 'all' || /^-\d+$/.test(text)) return null;
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`invalid argument "${text}" for "-n, --tail" flag: a whole number or "all"`);
}

import { toWire } from '../../../shared/errors';
import type { ContainerSize, ContainerSummary } from '../../../shared/model/container';
import type { Engine } from '../../engine/engine';
import { UsageError, type Command } from '../command';
import { containerFilterNames, filterContainers, filterWidens } from '../container-filter';
import { containerColumns } from '../container-rows';
import { parseFilters } from '../filters';
import { formatRows } from '../output/format';
import { shortId } from '../output/units';

export const command: Command = {
  name: 'ps',
  summary: 'List containers',
  usage: '[OPTIONS]',
  flags: {
    all: { kind: 'switch', short: 'a', help: 'Stopped ones too' },
    filter: { kind: 'list', short: 'f', help: 'Only those that match: status=exited, name=…' },
    format: { kind: 'text', help: "'table', 'json' or a template" },
    last: { kind: 'text', short: 'n', help: 'Only so many of the newest, in any state' },
    latest: { kind: 'switch', short: 'l', help: 'Only the newest, in any state' },
    'no-trunc': { kind: 'switch', help: 'Show whole ids and commands' },
    quiet: { kind: 'switch', short: 'q', help: 'Only ids' },
    size: { kind: 'switch', short: 's', help: 'Show how much their changes take' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 0 },
  async run({ flags, io, services }) {
    const filters = parseFilters(flags.list('filter'), containerFilterNames);
    const last = flags.switch('latest') ? 1 : lastCount(flags.text('last'));
    const { engine } = await services();
    const all = await engine.containers.list({ all: true });
    const everything = flags.switch('all') || last !== null || filterWidens(filters);
    const looked = everything
      ? all
      : all.filter(({ state }) => state === 'running' || state === 'paused');
    const matching = await filterContainers(looked, filters, {
      all,
      find: (name) => engine.containers.inspect(name),
      descendants: (image) => descendants(engine, image),
    });
    const found = last === null ? matching : matching.slice(0, last);
    const whole = flags.switch('no-trunc');
    if (flags.switch('quiet')) {
      io.stdout.write(found.map(({ id }) => `${whole ? id : shortId(id)}\n`).join(''));
      return 0;
    }
    const format = flags.text('format');
    // Each is looked through for it: only where it is shown.
    const isSized = flags.switch('size') || /\.Size\b/.test(format ?? '');
    const sizes = isSized ? await sizesOf(engine, found) : null;
    io.stdout.write(formatRows(found, containerColumns(whole, Date.now(), sizes), format));
    return 0;
  },
};

/** One that goes meanwhile shows none. */
async function sizesOf(
  engine: Engine,
  containers: ReadonlyArray<ContainerSummary>,
): Promise<ReadonlyMap<string, ContainerSize>> {
  const sizes = new Map<string, ContainerSize>();
  for (const { id } of containers) {
    try {
      sizes.set(id, await engine.containers.size(id));
    } catch (error) {
      if (toWire(error).code !== 'CONTAINER_NOT_FOUND') throw error;
    }
  }
  return sizes;
}

/** -1, docker's own preset, is no limit. */
function lastCount(text: string | undefined): number | null {
  if (text === undefined || text === '-1') return null;
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`invalid argument "${text}" for "-n, --last" flag: a whole number`);
}

/** Images whose layers begin with those of the named one. */
async function descendants(engine: Engine, name: string): Promise<ReadonlySet<string>> {
  try {
    const { config, id } = await engine.images.inspect(name);
    const base = config.rootfs.diff_ids;
    const found = new Set([id]);
    for (const image of await engine.images.list()) {
      const layers = (await engine.images.inspect(image.id)).config.rootfs.diff_ids;
      if (base.every((diffId, index) => layers[index] === diffId)) found.add(image.id);
    }
    return found;
  } catch (error) {
    if (toWire(error).code === 'IMAGE_NOT_FOUND') return new Set();
    throw error;
  }
}

import type { ContainerSummary } from '../../shared/model/container';
import { UsageError } from './command';
import { anyOf, hasLabels, type Filters } from './filters';

/** Names that `ps --filter` takes. */
export const containerFilterNames: ReadonlyArray<string> = [
  'ancestor',
  'before',
  'exited',
  'expose',
  'health',
  'id',
  'is-task',
  'label',
  'name',
  'network',
  'publish',
  'since',
  'status',
  'volume',
];

const states = ['created', 'restarting', 'running', 'removing', 'paused', 'exited', 'dead'];
const healths = ['starting', 'healthy', 'unhealthy', 'none'];

export interface FilterContext {
  /** All containers, newest first. */
  readonly all: ReadonlyArray<ContainerSummary>;
  /** By name, id or prefix; rejects with CONTAINER_NOT_FOUND. */
  find(name: string): Promise<ContainerSummary>;
  /** Ids of the images that are, or are built on, an image; none when it is not there. */
  descendants(image: string): Promise<ReadonlySet<string>>;
}

/** Whether all containers are looked at, not only those that run: docker widens it by this alone. */
export function filterWidens(filters: Filters): boolean {
  return filters.has('status');
}

/** Applies docker's filters: of one name any, of different names all. @throws UsageError */
export async function filterContainers(
  containers: ReadonlyArray<ContainerSummary>,
  filters: Filters,
  context: FilterContext,
): Promise<ReadonlyArray<ContainerSummary>> {
  for (const value of filters.get('status') ?? []) check(states.includes(value), 'status', value);
  for (const value of filters.get('health') ?? []) check(healths.includes(value), 'health', value);
  for (const value of filters.get('exited') ?? []) check(/^-?\d+$/.test(value), 'exited', value);
  const position = async (name: 'before' | 'since') => {
    const value = filters.get(name)?.at(-1);
    if (value === undefined) return null;
    const { id } = await context.find(value);
    return context.all.findIndex((one) => one.id === id);
  };
  const before = await position('before');
  const since = await position('since');
  const ancestors = await Promise.all(
    (filters.get('ancestor') ?? []).map((image) => context.descendants(image)),
  );
  return containers.filter((one) => {
    const place = context.all.findIndex(({ id }) => id === one.id);
    return (
      matchesItself(one, filters) &&
      (before === null || place > before) &&
      (since === null || place < since) &&
      (!filters.has('ancestor') || ancestors.some((ids) => ids.has(one.imageId)))
    );
  });
}

function matchesItself(one: ContainerSummary, filters: Filters): boolean {
  const { mounts = [], ports = [], exposedPorts = [] } = one;
  return (
    anyOf(filters, 'id', (value) => pattern(value).test(one.id)) &&
    anyOf(
      filters,
      'name',
      (value) => pattern(value).test(one.name) || pattern(value).test(`/${one.name}`),
    ) &&
    anyOf(filters, 'status', (value) => value === one.state) &&
    anyOf(filters, 'exited', (value) => one.state === 'exited' && one.exitCode === Number(value)) &&
    anyOf(filters, 'health', (value) => value === (one.health ?? 'none')) &&
    anyOf(filters, 'network', (value) => value === (one.network ?? 'host')) &&
    anyOf(filters, 'is-task', (value) => value === 'false') &&
    anyOf(filters, 'volume', (value) =>
      mounts.some(({ name, source, target }) => [name, source, target].includes(value)),
    ) &&
    anyOf(filters, 'publish', (value) =>
      ports.some((port) => inRange(value, port.hostPort, port.protocol)),
    ) &&
    anyOf(filters, 'expose', (value) =>
      exposedPorts.some((text) =>
        inRange(value, Number(text.split('/')[0]), text.split('/')[1] ?? 'tcp'),
      ),
    ) &&
    hasLabels(one.labels, filters.get('label') ?? [])
  );
}

/** `PORT[-PORT][/PROTOCOL]`. */
function inRange(text: string, port: number, protocol: string): boolean {
  const match = /^(\d+)(?:-(\d+))?(?:\/(\w+))?$/.exec(text);
  if (match === null)
    throw new UsageError(`invalid filter: a port is PORT[-PORT][/PROTOCOL]: ${text}`);
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return port >= first && port <= last && protocol === (match[3] ?? 'tcp');
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  }
}

function check(holds: boolean, name: string, value: string): void {
  if (!holds) throw new UsageError(`invalid filter '${name}=${value}'`);
}

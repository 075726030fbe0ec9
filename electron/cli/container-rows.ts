import type { ContainerSize, ContainerSummary, NetworkPort } from '../../shared/model/container';
import type { Column } from './output/format';
import { humanAge, humanDuration, humanSize, localTime, shortId } from './output/units';

/** Columns of `ps`, named and worded as docker's. */
export function containerColumns(
  whole: boolean,
  nowMs: number,
  sizes: ReadonlyMap<string, ContainerSize> | null = null,
): ReadonlyArray<Column<ContainerSummary>> {
  const id = (container: ContainerSummary) => (whole ? container.id : shortId(container.id));
  return [
    { field: 'ID', title: 'CONTAINER ID', value: id },
    { field: 'Image', title: 'IMAGE', value: ({ imageName }) => imageName },
    { field: 'Command', title: 'COMMAND', value: ({ command }) => quoted(command, whole) },
    { field: 'RunningFor', title: 'CREATED', value: (one) => humanAge(one.createdAt, nowMs) },
    { field: 'Status', title: 'STATUS', value: (one) => statusText(one, nowMs) },
    { field: 'Ports', title: 'PORTS', value: portsText },
    { field: 'Names', title: 'NAMES', value: ({ name }) => name },
    {
      field: 'Size',
      title: 'SIZE',
      shown: sizes !== null,
      value: ({ id: whose }) => sizeText(sizes?.get(whose)),
    },
    { field: 'State', title: 'STATE', shown: false, value: ({ state }) => state },
    {
      field: 'CreatedAt',
      title: 'CREATED AT',
      shown: false,
      value: (one) => localTime(one.createdAt),
    },
    { field: 'Labels', title: 'LABELS', shown: false, value: ({ labels }) => labelsText(labels) },
    { field: 'Mounts', title: 'MOUNTS', shown: false, value: (one) => mountNames(one, whole) },
    {
      field: 'Networks',
      title: 'NETWORKS',
      shown: false,
      value: ({ network = 'host' }) => network,
    },
    {
      field: 'LocalVolumes',
      title: 'LOCAL VOLUMES',
      shown: false,
      value: ({ mounts = [] }) => String(mounts.filter(({ kind }) => kind === 'volume').length),
    },
  ];
}

function sizeText(size: ContainerSize | undefined): string {
  const { changesBytes, totalBytes } = size ?? { changesBytes: 0, totalBytes: 0 };
  const changes = humanSize(changesBytes);
  return totalBytes === 0 ? changes : `${changes} (virtual ${humanSize(totalBytes)})`;
}

function quoted(command: ReadonlyArray<string>, whole: boolean): string {
  const [program = '', ...args] = command;
  const words = args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg));
  const text = [program, ...words].join(' ');
  return `"${whole || text.length <= 20 ? text : `${text.slice(0, 19)}…`}"`;
}

/** The words of docker's STATUS column. */
export function statusText(container: ContainerSummary, nowMs: number): string {
  const { state, startedAt, finishedAt, exitCode, health } = container;
  if (state === 'created') return 'Created';
  if (state === 'running' || state === 'paused') {
    const up = `Up ${humanDuration(nowMs - Date.parse(startedAt ?? container.createdAt))}`;
    if (state === 'paused') return `${up} (Paused)`;
    if (health === null || health === undefined) return up;
    return `${up} (${health === 'starting' ? 'health: starting' : health})`;
  }
  if (state === 'dead') return 'Dead';
  return `Exited (${exitCode ?? 0}) ${humanAge(finishedAt ?? container.createdAt, nowMs)}`;
}

/**
 * Docker's PORTS column: `0.0.0.0:8080->80/tcp, 81/tcp`, with neighbouring ports taken together where
 * both sides go on evenly (`0.0.0.0:8000-8002->80-82/tcp`). Exposed ports show while it runs.
 */
export function portsText(container: ContainerSummary): string {
  const { ports = [], exposedPorts = [], state } = container;
  if (state !== 'running' && state !== 'paused') return '';
  const isPublished = (text: string) =>
    ports.some((port) => `${port.containerPort}/${port.protocol}` === text);
  const open = exposedPorts
    .filter((text) => !isPublished(text))
    .map((text): Place => {
      const [port = '', protocol = 'tcp'] = text.split('/');
      return { address: null, host: 0, inside: Number(port), protocol };
    });
  const published = ports.map(
    ({ hostAddress, hostPort, containerPort, protocol }: NetworkPort): Place => ({
      address: hostAddress === '' ? '0.0.0.0' : hostAddress,
      host: hostPort,
      inside: containerPort,
      protocol,
    }),
  );
  return ranges([...published, ...open].sort(byPlace))
    .map(rangeText)
    .join(', ');
}

interface Place {
  /** Null where nothing publishes it. */
  readonly address: string | null;
  readonly host: number;
  readonly inside: number;
  readonly protocol: string;
}

interface Range {
  readonly first: Place;
  readonly count: number;
}

function byPlace(a: Place, b: Place): number {
  return (
    a.inside - b.inside ||
    (a.protocol < b.protocol ? -1 : a.protocol > b.protocol ? 1 : 0) ||
    a.host - b.host
  );
}

function ranges(places: ReadonlyArray<Place>): ReadonlyArray<Range> {
  const found: Range[] = [];
  for (const place of places) {
    const index = found.findIndex(
      ({ first, count }) =>
        first.address === place.address &&
        first.protocol === place.protocol &&
        first.inside + count === place.inside &&
        (first.address === null || first.host + count === place.host),
    );
    const range = found[index];
    if (range === undefined) found.push({ first: place, count: 1 });
    else found[index] = { ...range, count: range.count + 1 };
  }
  return found;
}

function rangeText({ first, count }: Range): string {
  const span = (from: number) => (count === 1 ? String(from) : `${from}-${from + count - 1}`);
  const inside = `${span(first.inside)}/${first.protocol}`;
  return first.address === null ? inside : `${first.address}:${span(first.host)}->${inside}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',');
}

function mountNames({ mounts = [] }: ContainerSummary, whole: boolean): string {
  return mounts
    .map(({ name, source, target }) => name || source || target)
    .map((text) => (whole || text.length <= 15 ? text : `${text.slice(0, 14)}…`))
    .join(',');
}

import { isIPv4 } from 'node:net';
import { bridgeNetwork, type ContainerNetwork, type DnsSettings } from '../network';

export interface HostsInput {
  readonly hostname: string;
  readonly network: ContainerNetwork;
  readonly hostHosts: string;
  /** Lines; the address `host-gateway` stands for the host. */
  readonly extraHosts: ReadonlyArray<string>;
  /** An address at which a container reaches the host; null when it has none but its loopback. */
  readonly hostAddress: string | null;
}

const standard = [
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost ip6-localhost ip6-loopback',
  'fe00::\tip6-localnet',
  'ff00::\tip6-mcastprefix',
  'ff02::1\tip6-allnodes',
  'ff02::2\tip6-allrouters',
];

/** /etc/hosts of a sandbox. With the host's network its own names are kept, as they work inside too. */
export function hostsFile(input: HostsInput): string {
  const { hostname, network } = input;
  const extra = input.extraHosts.map((line) =>
    line.replace(/^host-gateway(?=\s)/, input.hostAddress ?? '127.0.0.1'),
  );
  const base = network === 'host' ? input.hostHosts.trimEnd().split('\n') : standard;
  const rows = base.join('').trim() === '' ? standard : base;
  const own = `${network === 'bridge' ? bridgeNetwork.address : '127.0.1.1'}\t${hostname}`;
  const known = base.some((line) => line.split(/\s+/).slice(1).includes(hostname));
  // With a bridge Docker puts the container's own name last.
  const lines =
    network === 'bridge' ? [...rows, ...extra, own] : [...rows, ...(known ? [] : [own]), ...extra];
  return `${lines.join('\n')}\n`;
}

/**
 * /etc/resolv.conf: the host's while its network is shared, nothing to ask without a network. With a
 * bridge the first of the host's servers is asked through the bridge, as it may listen on the host's
 * loopback; what is set in `dns` replaces the host's lines of that kind.
 */
export function resolvConf(
  network: ContainerNetwork,
  hostResolvConf: string,
  dns: DnsSettings | undefined,
): string {
  if (network === 'none') return '';
  const given = dns !== undefined && Object.values(dns).some((list) => list.length > 0);
  if (network === 'host' && !given) return hostResolvConf;
  const host = parseResolvConf(hostResolvConf);
  const pick = (kind: keyof DnsSettings) => {
    const wanted = dns?.[kind] ?? [];
    return wanted.length > 0 ? wanted : host[kind];
  };
  const servers =
    network === 'bridge' ? throughBridge(dns?.servers ?? [], host.servers) : pick('servers');
  const search = pick('search').filter((name) => name !== '.');
  const options = pick('options');
  return [
    ...servers.map((one) => `nameserver ${one}\n`),
    ...(search.length === 0 ? [] : [`search ${search.join(' ')}\n`]),
    ...(options.length === 0 ? [] : [`options ${options.join(' ')}\n`]),
  ].join('');
}

function parseResolvConf(text: string): DnsSettings {
  const found = { servers: [] as string[], search: [] as string[], options: [] as string[] };
  for (const line of text.split('\n')) {
    const [word = '', ...values] = line.trim().split(/\s+/);
    if (word === 'nameserver') found.servers.push(...values.slice(0, 1));
    else if (word === 'search' || word === 'domain') found.search = values;
    else if (word === 'options') found.options.push(...values);
  }
  return found;
}

/** What was asked for; else the bridge's own, which asks the host's first, and the host's further ones. */
function throughBridge(
  given: ReadonlyArray<string>,
  host: ReadonlyArray<string>,
): ReadonlyArray<string> {
  if (given.length > 0) return given;
  const further = host.slice(1).filter((one) => isIPv4(one) && !one.startsWith('127.'));
  return [bridgeNetwork.dns, ...further];
}

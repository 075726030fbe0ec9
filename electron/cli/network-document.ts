import type { ContainerDetail, NetworkPort } from '../../shared/model/container';

/** `NetworkSettings` of docker's inspect. */
export function networkDocument(container: ContainerDetail): Readonly<Record<string, unknown>> {
  const { network = 'host', state } = container;
  const isUp = state === 'running' || state === 'paused';
  const address = network === 'bridge' && isUp ? bridgeAddress : noAddress;
  return {
    Bridge: '',
    SandboxID: '',
    SandboxKey: '',
    Ports: isUp && network === 'bridge' ? portsDocument(container) : {},
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    ...address,
    Networks: { [network]: { IPAMConfig: null, Links: null, Aliases: null, ...address } },
  };
}

/** Exposed ports that nothing publishes are null. */
function portsDocument({
  ports = [],
  exposedPorts = [],
}: ContainerDetail): Readonly<Record<string, unknown>> {
  const found: Record<string, { HostIp: string; HostPort: string }[] | null> = {};
  for (const name of exposedPorts) found[name] = null;
  for (const port of ports) {
    const name = `${port.containerPort}/${port.protocol}`;
    found[name] = [...(found[name] ?? []), hostPlace(port)];
  }
  return found;
}

function hostPlace({ hostAddress, hostPort }: NetworkPort) {
  return { HostIp: hostAddress === '' ? '0.0.0.0' : hostAddress, HostPort: String(hostPort) };
}

const noAddress = {
  EndpointID: '',
  Gateway: '',
  GlobalIPv6Address: '',
  GlobalIPv6PrefixLen: 0,
  IPAddress: '',
  IPPrefixLen: 0,
  IPv6Gateway: '',
  MacAddress: '',
} as const;

/** Every container has a bridge of its own, see docs/reference/networks.md. */
const bridgeAddress = {
  ...noAddress,
  Gateway: '10.0.2.2',
  IPAddress: '10.0.2.100',
  IPPrefixLen: 24,
} as const;

import type { ContainerDetail } from '../../shared/model/container';

/** `NetworkSettings` of docker's inspect. */
export function networkDocument({ options }: ContainerDetail): Readonly<Record<string, unknown>> {
  return {
    Bridge: '',
    SandboxID: '',
    SandboxKey: '',
    Ports: {},
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    ...noAddress,
    Networks: {
      [options.network ?? 'host']: { IPAMConfig: null, Links: null, Aliases: null, ...noAddress },
    },
  };
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

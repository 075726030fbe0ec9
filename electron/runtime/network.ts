import { closeSync, constants, openSync } from 'node:fs';
import { DarkroomError } from '../../shared/errors';
import { findTool } from './tools';

/** How a container is connected: `bridge` is a network of its own behind the host's address. */
export type ContainerNetwork = 'host' | 'none' | 'bridge';

/** A port of the container that the host answers on. */
export interface PortBinding {
  /** '' for every address of the host. */
  readonly hostAddress: string;
  /** 0: any free one is chosen when the container starts. */
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp';
}

/** What a container's resolv.conf says instead of the host's. */
export interface DnsSettings {
  readonly servers: ReadonlyArray<string>;
  readonly search: ReadonlyArray<string>;
  readonly options: ReadonlyArray<string>;
}

/**
 * The network that every container with a bridge sees; each has one of its own, so all have the same
 * addresses. They are those of slirp4netns and QEMU's user network, which hosts leave free for that.
 */
export const bridgeNetwork = {
  address: '10.0.2.100',
  prefixLength: 24,
  gateway: '10.0.2.2',
  /** Asks the host's own first name server, also where that listens on the host's loopback only. */
  dns: '10.0.2.3',
} as const;

const tunDevice = '/dev/net/tun';

/** Throws what is missing for a bridge here, with the fix. NETWORK_UNAVAILABLE. */
export function checkBridge(): void {
  if (findTool('pasta') === null) {
    throw new DarkroomError(
      'NETWORK_UNAVAILABLE',
      'Give the container a network: pasta is not installed',
      {
        data: { tool: 'pasta' },
        hint: 'Install it: sudo apt-get install passt (Debian, Ubuntu) or sudo dnf install passt (Fedora); or use --network host.',
      },
    );
  }
  try {
    closeSync(openSync(tunDevice, constants.O_RDWR));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code !== 'EACCES';
    throw new DarkroomError(
      'NETWORK_UNAVAILABLE',
      `Give the container a network: ${tunDevice} ${missing ? 'is missing' : 'is not open to ordinary users'}`,
      {
        cause: error,
        data: { path: tunDevice },
        hint: `Run: ${missing ? 'sudo modprobe tun' : `sudo chmod 0666 ${tunDevice}`}; or use --network host.`,
      },
    );
  }
}

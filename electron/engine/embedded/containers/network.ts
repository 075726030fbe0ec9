import { DarkroomError, toWire } from '../../../../shared/errors';
import type { ContainerOptions, NetworkMode } from '../../../../shared/model/container-options';
import type { ContainerConfig } from '../../../../shared/model/image';
import { checkBridge, type DnsSettings, type PortBinding } from '../../../runtime/network';

export interface ChosenNetwork {
  readonly network: NetworkMode;
  readonly warnings: ReadonlyArray<string>;
}

/**
 * The network asked for, else a bridge as Docker's, else, where none can be had, the host's with a
 * warning. `obstacle` throws why there is no bridge.
 */
export function chooseNetwork(
  options: ContainerOptions,
  obstacle: () => void = checkBridge,
): ChosenNetwork {
  const publishes = (options.publish ?? []).length > 0 || options.publishAll === true;
  if (options.network !== undefined) {
    const discarded = publishes && options.network === 'host';
    return {
      network: options.network,
      warnings: discarded ? ['Published ports are discarded when using host network mode'] : [],
    };
  }
  try {
    obstacle();
    return { network: 'bridge', warnings: [] };
  } catch (error) {
    const { message, hint = '' } = toWire(error);
    const ports = publishes ? ' Its ports are reached at the same numbers on the host.' : '';
    return {
      network: 'host',
      warnings: [`The container shares the host's network. ${message}. ${hint}${ports}`],
    };
  }
}

/** What the sandbox connects. NOT_SUPPORTED for SCTP. */
export function portBindings(
  options: ContainerOptions,
  config: ContainerConfig,
): ReadonlyArray<PortBinding> {
  const asked = options.publish ?? [];
  const bindings = asked.map(({ hostAddress, hostPort, containerPort, protocol }): PortBinding => {
    if (protocol === 'sctp') throw noSctp(containerPort);
    return { hostAddress, hostPort: hostPort ?? 0, containerPort, protocol };
  });
  if (options.publishAll !== true) return bindings;
  const exposed = Object.keys(config.ExposedPorts ?? {}).flatMap((text): PortBinding[] => {
    const [port = '', protocol = 'tcp'] = text.split('/');
    if (protocol !== 'tcp' && protocol !== 'udp') throw noSctp(Number(port));
    return [{ hostAddress: '', hostPort: 0, containerPort: Number(port), protocol }];
  });
  const isAsked = (port: PortBinding) =>
    bindings.some(
      (one) => one.containerPort === port.containerPort && one.protocol === port.protocol,
    );
  return [...bindings, ...exposed.filter((port) => !isAsked(port))];
}

export function dnsSettings(options: ContainerOptions): DnsSettings {
  const { dns = [], dnsSearch = [], dnsOptions = [] } = options;
  return { servers: dns, search: dnsSearch, options: dnsOptions };
}

function noSctp(port: number): DarkroomError {
  return new DarkroomError(
    'NOT_SUPPORTED',
    `Publish port ${port}/sctp: pasta forwards TCP and UDP`,
    {
      hint: 'Use --network host for SCTP.',
    },
  );
}

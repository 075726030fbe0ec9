import { isIP } from 'node:net';
import type { PortProtocol, PublishedPort } from '../../../shared/model/container-options';
import { UsageError } from '../command';

interface PortRange {
  readonly first: number;
  readonly last: number;
}

/**
 * `[[address:][host port[-last]]:]port[-last][/protocol]`, as docker's -p. Ranges of both sides have
 * the same length; a range of host ports for one port means any free one of them.
 */
export function publishedPorts(text: string): ReadonlyArray<PublishedPort> {
  const slash = text.indexOf('/');
  const protocol = protocolOf(text, slash === -1 ? 'tcp' : text.slice(slash + 1));
  const parts = splitAddress(slash === -1 ? text : text.slice(0, slash));
  const container = portRange(text, parts.container, 'containerPort');
  const host = parts.host === '' ? null : portRange(text, parts.host, 'hostPort');
  const count = container.last - container.first;
  if (host !== null && host.last - host.first !== count && count > 0) {
    throw new UsageError(`Invalid ranges specified for container and host Ports: ${text}`);
  }
  return Array.from({ length: count + 1 }, (_, index): PublishedPort => {
    const anyOf = host !== null && count === 0 && host.last > host.first;
    return {
      hostAddress: parts.address,
      hostPort: host === null ? null : host.first + index,
      ...(anyOf ? { hostPortLast: host.last } : {}),
      containerPort: container.first + index,
      protocol,
    };
  });
}

/** `port[-last][/protocol]` into `port/protocol` each. */
export function exposedPorts(text: string): ReadonlyArray<string> {
  const slash = text.indexOf('/');
  const protocol = protocolOf(text, slash === -1 ? 'tcp' : text.slice(slash + 1));
  const ports = slash === -1 ? text : text.slice(0, slash);
  if (ports.includes(':')) throw new UsageError(`invalid port format for --expose: ${text}`);
  const { first, last } = portRange(text, ports, 'range format for --expose');
  return Array.from({ length: last - first + 1 }, (_, index) => `${first + index}/${protocol}`);
}

function splitAddress(text: string): { address: string; host: string; container: string } {
  const bracket = /^\[([^\]]*)\]:(.*)$/.exec(text);
  const fields = (bracket?.[2] ?? text).split(':');
  const container = fields.pop() ?? '';
  const host = fields.pop() ?? '';
  const address = bracket?.[1] ?? fields.join(':');
  if (address !== '' && isIP(address) === 0) {
    throw new UsageError(`Invalid ip address: ${address}`);
  }
  return { address, host, container };
}

function portRange(whole: string, text: string, what: string): PortRange {
  if (text === '') throw new UsageError(`No port specified: ${whole}<empty>`);
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  const first = Number(match?.[1]);
  const last = match?.[2] === undefined ? first : Number(match[2]);
  if (match === null || first > 65535 || last > 65535 || last < first) {
    throw new UsageError(`Invalid ${what}: ${text}`);
  }
  return { first, last };
}

function protocolOf(text: string, protocol: string): PortProtocol {
  const lower = protocol.toLowerCase();
  if (lower === 'tcp' || lower === 'udp' || lower === 'sctp') return lower;
  throw new UsageError(`Invalid proto: ${protocol} in ${text}`);
}

import { DarkroomError } from '../../../shared/errors';

const protocols = ['tcp', 'udp', 'sctp'];
const maximumPort = 65535;

/** The parts of one word of EXPOSE: `[ip:][host:]port[-port][/protocol]`. */
export interface PortParts {
  readonly ip: string;
  readonly hostPort: string;
  readonly containerPort: string;
  /** As written; '' when absent. */
  readonly protocol: string;
}

export function splitPort(text: string): PortParts {
  const pieces = text.split(':');
  const last = pieces[pieces.length - 1] ?? '';
  const slash = last.indexOf('/');
  return {
    ip: pieces.slice(0, -2).join(':'),
    hostPort: pieces.length > 1 ? (pieces[pieces.length - 2] ?? '') : '',
    containerPort: slash === -1 ? last : last.slice(0, slash),
    protocol: slash === -1 ? '' : last.slice(slash + 1),
  };
}

/** `80`, `8000-8010/udp` and the like as `80/tcp`, …: sorted, each once. */
export function parsePorts(words: ReadonlyArray<string>): ReadonlyArray<string> {
  const ports = new Set<string>();
  for (const word of words) for (const port of parsePort(word)) ports.add(port);
  return [...ports].sort();
}

function parsePort(word: string): ReadonlyArray<string> {
  const { ip, hostPort, containerPort, protocol } = splitPort(word);
  if (containerPort === '') throw portError(word, `no port specified: ${word}`);
  const name = protocol === '' ? 'tcp' : protocol.toLowerCase();
  if (!protocols.includes(name)) throw portError(word, `invalid proto: ${protocol}`);
  if (ip !== '' && !isIpAddress(ip)) throw portError(word, `invalid IP address: ${ip}`);
  const range = parseRange(containerPort);
  if (range === undefined) throw portError(word, `invalid containerPort: ${containerPort}`);
  if (hostPort !== '') checkHostPort(word, hostPort, range);
  const count = range.end - range.start + 1;
  return Array.from({ length: count }, (_, index) => `${range.start + index}/${name}`);
}

interface PortRange {
  readonly start: number;
  readonly end: number;
}

function checkHostPort(word: string, hostPort: string, range: PortRange): void {
  const host = parseRange(hostPort);
  if (host === undefined) throw portError(word, `invalid hostPort: ${hostPort}`);
  const isSingle = range.start === range.end;
  if (isSingle || host.end - host.start === range.end - range.start) return;
  throw portError(word, `invalid ranges specified for container and host Ports: ${word}`);
}

function parseRange(text: string): PortRange | undefined {
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  const start = Number(match[1]);
  const end = match[2] === undefined ? start : Number(match[2]);
  return start <= end && end <= maximumPort ? { start, end } : undefined;
}

function isIpAddress(text: string): boolean {
  const ipv4 = text.split('.');
  if (ipv4.length === 4) return ipv4.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return /^\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\]?$/.test(text);
}

function portError(word: string, message: string): DarkroomError {
  return new DarkroomError('DOCKERFILE_INSTRUCTION', message, {
    data: { instruction: 'EXPOSE', port: word },
    hint: 'Write a port from 0 to 65535, a range, and /tcp, /udp or /sctp behind it.',
  });
}

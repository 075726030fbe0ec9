import { homedir } from 'node:os';
import { join } from 'node:path';
import { DarkroomError } from '../../../../shared/errors';
import type { EngineEndpoint, NewEngine, TlsFiles } from '../../../../shared/model/engine';

const plainPort = 2375;
const tlsPort = 2376;
/** The key with which docker's own command reads the pem files of a folder. */
export const certificateNames = { caFile: 'ca.pem', certFile: 'cert.pem', keyFile: 'key.pem' };

/**
 * Reads an address as docker's `--host` takes it: `unix://PATH`, `npipe://PATH`, `tcp://HOST[:PORT]`,
 * `ssh://[USER@]HOST[:PORT][/SOCKET]`. INVALID_ARGUMENT.
 */
export function parseEndpoint(given: Omit<NewEngine, 'name'>): EngineEndpoint {
  const { address } = given;
  const match = /^([a-z]+):\/\/(.*)$/i.exec(address);
  const [, scheme = '', rest = ''] = match ?? [];
  switch (scheme.toLowerCase()) {
    case 'unix':
    case 'npipe':
      if (rest === '') throw invalid(address, 'the path of the socket is missing');
      return { kind: 'socket', path: scheme === 'unix' ? expandHome(rest) : rest };
    case 'tcp':
    case 'http':
    case 'https':
      return tcpEndpoint(given, scheme.toLowerCase() === 'https');
    case 'ssh':
      return sshEndpoint(given);
    default:
      throw invalid(address, 'it has to start with unix://, npipe://, tcp:// or ssh://');
  }
}

function tcpEndpoint(given: Omit<NewEngine, 'name'>, secure: boolean): EngineEndpoint {
  const url = parseUrl(given.address);
  const tls = tlsFiles(given);
  const port = url.port === '' ? null : Number(url.port);
  const usesTls = tls !== null || secure || port === tlsPort;
  const none = { caFile: null, certFile: null, keyFile: null, skipVerify: false };
  return {
    kind: 'tcp',
    host: withoutBrackets(url.hostname),
    port: port ?? (usesTls ? tlsPort : plainPort),
    tls: usesTls ? (tls ?? none) : null,
  };
}

function tlsFiles(given: Omit<NewEngine, 'name'>): TlsFiles | null {
  const { caFile, certFile, keyFile, skipVerify } = given;
  const files = { caFile: path(caFile), certFile: path(certFile), keyFile: path(keyFile) };
  const given1 = [caFile, certFile, keyFile].some((file) => file !== undefined);
  if (!given1 && skipVerify === undefined) return null;
  if ((files.certFile === null) !== (files.keyFile === null)) {
    throw invalid(given.address, 'a client certificate needs its key, and a key its certificate');
  }
  return { ...files, skipVerify: skipVerify ?? false };
}

function sshEndpoint(given: Omit<NewEngine, 'name'>): EngineEndpoint {
  const url = parseUrl(given.address);
  if (url.password !== '') {
    throw invalid(given.address, 'a password in the address would be kept in the clear: use a key');
  }
  const host = withoutBrackets(url.hostname);
  const user = decodeURIComponent(url.username);
  // ssh would read them as options.
  if (host.startsWith('-') || user.startsWith('-'))
    throw invalid(given.address, 'it hides an option');
  const socketPath = url.pathname === '' || url.pathname === '/' ? null : url.pathname;
  return {
    kind: 'ssh',
    host,
    port: url.port === '' ? null : Number(url.port),
    user: user === '' ? null : user,
    socketPath: socketPath === null ? null : decodeURIComponent(socketPath),
    identityFile: path(given.identityFile),
    knownHostsFile: path(given.knownHostsFile),
  };
}

/** The address in docker's form; what does not fit into one (files) is left out. */
export function endpointAddress(endpoint: EngineEndpoint): string {
  switch (endpoint.kind) {
    case 'embedded':
      return '';
    case 'socket':
      return endpoint.path.startsWith('//')
        ? `npipe://${endpoint.path}`
        : `unix://${endpoint.path}`;
    case 'tcp':
      return `tcp://${bracketed(endpoint.host)}:${endpoint.port}`;
    case 'ssh': {
      const user = endpoint.user === null ? '' : `${encodeURIComponent(endpoint.user)}@`;
      const port = endpoint.port === null ? '' : `:${endpoint.port}`;
      return `ssh://${user}${bracketed(endpoint.host)}${port}${endpoint.socketPath ?? ''}`;
    }
  }
}

function parseUrl(address: string): URL {
  try {
    const url = new URL(address);
    if (url.hostname !== '') return url;
  } catch {
    // told below
  }
  throw invalid(address, 'it names no host');
}

function invalid(address: string, reason: string): DarkroomError {
  return new DarkroomError('INVALID_ARGUMENT', `Invalid engine address “${address}”: ${reason}`, {
    data: { address },
    hint: 'Write it as in unix:///var/run/docker.sock, tcp://host:2376 or ssh://user@host.',
  });
}

function path(given: string | undefined): string | null {
  return given === undefined || given === '' ? null : expandHome(given);
}

function expandHome(given: string): string {
  return given.startsWith('~/') ? join(homedir(), given.slice(2)) : given;
}

const withoutBrackets = (host: string) => host.replace(/^\[(.*)\]$/, '$1');
const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host);

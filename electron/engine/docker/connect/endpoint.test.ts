import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { endpointAddress, parseEndpoint } from './endpoint';

const ssh = {
  kind: 'ssh',
  host: 'build',
  port: null,
  user: null,
  socketPath: null,
  identityFile: null,
  knownHostsFile: null,
};
const noFiles = { caFile: null, certFile: null, keyFile: null, skipVerify: false };

describe('parseEndpoint', () => {
  it.each([
    [{ address: 'unix:///run/d.sock' }, { kind: 'socket', path: '/run/d.sock' }],
    [{ address: 'unix://~/d.sock' }, { kind: 'socket', path: `${homedir()}/d.sock` }],
    [
      { address: 'npipe:////./pipe/docker_engine' },
      { kind: 'socket', path: '//./pipe/docker_engine' },
    ],
    [{ address: 'tcp://host' }, { kind: 'tcp', host: 'host', port: 2375, tls: null }],
    [{ address: 'tcp://host:2376' }, { kind: 'tcp', host: 'host', port: 2376, tls: noFiles }],
    [{ address: 'tcp://[::1]:99' }, { kind: 'tcp', host: '::1', port: 99, tls: null }],
    [
      { address: 'tcp://host', caFile: '/ca' },
      { kind: 'tcp', host: 'host', port: 2376, tls: { ...noFiles, caFile: '/ca' } },
    ],
    [{ address: 'ssh://build' }, ssh],
    [
      { address: 'ssh://leon@build:2222/run/user/1/docker.sock', identityFile: '/k' },
      {
        ...ssh,
        user: 'leon',
        port: 2222,
        socketPath: '/run/user/1/docker.sock',
        identityFile: '/k',
      },
    ],
  ])('reads %j', (given, endpoint) => {
    expect(parseEndpoint(given)).toEqual(endpoint);
  });

  it.each([
    { address: '/var/run/docker.sock' },
    { address: 'unix://' },
    { address: 'tcp://' },
    { address: 'ftp://host' },
    { address: 'ssh://leon:secret@host' },
    { address: 'ssh://-oProxyCommand=x' },
    { address: 'ssh://-l@host' },
    { address: 'tcp://host', certFile: '/cert' },
  ])('refuses %j', (given) => {
    expect(() => parseEndpoint(given)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }) as Error,
    );
  });

  it.each(['unix:///run/d.sock', 'tcp://[::1]:99', 'ssh://leon@build:22/run/d.sock'])(
    'writes %s as it was read',
    (address) => {
      expect(endpointAddress(parseEndpoint({ address }))).toBe(address);
    },
  );
});

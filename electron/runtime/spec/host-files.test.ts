import { describe, expect, it } from 'vitest';
import { hostsFile, resolvConf } from './host-files';

describe('hostsFile', () => {
  it("keeps the host's names and adds the sandbox's own", () => {
    const text = hostsFile({
      hostname: 'box',
      network: 'host',
      hostHosts: '127.0.0.1 localhost\n10.0.0.1 server\n',
      extraHosts: ['10.1.1.1\tdb'],
      hostAddress: null,
    });
    expect(text).toBe('127.0.0.1 localhost\n10.0.0.1 server\n127.0.1.1\tbox\n10.1.1.1\tdb\n');
  });

  it('does not name the host twice', () => {
    const hostHosts = '127.0.0.1 localhost box\n';
    const text = hostsFile({
      hostname: 'box',
      network: 'host',
      hostHosts,
      extraHosts: [],
      hostAddress: null,
    });
    expect(text).toBe(hostHosts);
  });

  it('names the container by its address on the bridge, and the host by its own', () => {
    const text = hostsFile({
      hostname: 'box',
      network: 'bridge',
      hostHosts: '10.0.0.1 server\n',
      extraHosts: ['host-gateway\thost.docker.internal'],
      hostAddress: '192.0.2.7',
    });
    expect(text.split('\n').slice(-3)).toEqual([
      '192.0.2.7\thost.docker.internal',
      '10.0.2.100\tbox',
      '',
    ]);
  });

  it('has the loopback names without a network', () => {
    const hostHosts = '10.0.0.1 server\n';
    const text = hostsFile({
      hostname: 'box',
      network: 'none',
      hostHosts,
      extraHosts: [],
      hostAddress: null,
    });
    expect(text).toContain('127.0.0.1\tlocalhost\n');
    expect(text).not.toContain('server');
  });
});

describe('resolvConf', () => {
  const host = 'nameserver 1.1.1.1\n';
  const none = { servers: [], search: [], options: [] };
  it.each([
    {
      name: "the host's while its network is shared",
      network: 'host',
      text: host,
      dns: none,
      expected: host,
    },
    { name: 'nothing without a network', network: 'none', text: host, dns: none, expected: '' },
    {
      name: 'the first server through the bridge, and further ones it can reach',
      network: 'bridge',
      text: 'nameserver 127.0.0.53\nnameserver 127.0.0.1\nnameserver 9.9.9.9\noptions edns0 trust-ad\nsearch example.org .\n',
      dns: none,
      expected:
        'nameserver 10.0.2.3\nnameserver 9.9.9.9\nsearch example.org\noptions edns0 trust-ad\n',
    },
    {
      name: 'what was asked for',
      network: 'bridge',
      text: 'nameserver 1.1.1.1\nsearch a\noptions b\n',
      dns: { servers: ['9.9.9.9'], search: ['c'], options: ['ndots:2'] },
      expected: 'nameserver 9.9.9.9\nsearch c\noptions ndots:2\n',
    },
    {
      name: 'no server of the host',
      network: 'bridge',
      text: '',
      dns: none,
      expected: 'nameserver 10.0.2.3\n',
    },
  ] as const)('has $name', ({ network, text, dns, expected }) => {
    expect(resolvConf(network, text, dns)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { hostsFile, resolvConf } from './host-files';

describe('hostsFile', () => {
  it("keeps the host's names and adds the sandbox's own", () => {
    const text = hostsFile({
      hostname: 'box',
      network: 'host',
      hostHosts: '127.0.0.1 localhost\n10.0.0.1 server\n',
      extraHosts: ['10.1.1.1\tdb'],
    });
    expect(text).toBe('127.0.0.1 localhost\n10.0.0.1 server\n127.0.1.1\tbox\n10.1.1.1\tdb\n');
  });

  it('does not name the host twice', () => {
    const hostHosts = '127.0.0.1 localhost box\n';
    const text = hostsFile({ hostname: 'box', network: 'host', hostHosts, extraHosts: [] });
    expect(text).toBe(hostHosts);
  });

  it('has the loopback names without a network', () => {
    const hostHosts = '10.0.0.1 server\n';
    const text = hostsFile({ hostname: 'box', network: 'none', hostHosts, extraHosts: [] });
    expect(text).toContain('127.0.0.1\tlocalhost\n');
    expect(text).not.toContain('server');
  });
});

it("asks the host's servers only while its network is shared", () => {
  expect(resolvConf('host', 'nameserver 1.1.1.1\n')).toBe('nameserver 1.1.1.1\n');
  expect(resolvConf('none', 'nameserver 1.1.1.1\n')).toBe('');
});

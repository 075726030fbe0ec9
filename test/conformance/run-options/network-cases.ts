import { sh, type RunCase } from './run-case';

export const networkCases: ReadonlyArray<RunCase> = [
  {
    name: 'host name',
    args: ['-h', 'named', ...sh('hostname; cat /etc/hostname')],
    fields: ['Config.Hostname'],
  },
  { name: 'host name of the host', args: ['BASE', 'hostname'], fields: ['Config.Hostname'] },
  {
    name: 'domain name',
    args: ['--domainname', 'example.org', '-h', 'named', ...sh('cat /proc/sys/kernel/domainname')],
    fields: ['Config.Domainname', 'Config.Hostname'],
  },
  {
    name: 'no network',
    args: ['--network', 'none', ...sh('ls /sys/class/net')],
    fields: ['HostConfig.NetworkMode', 'NetworkSettings.Networks.none.IPAddress'],
  },
  {
    name: 'exposed ports',
    args: ['--expose', '80', '--expose', '5000-5002/udp', 'BASE', 'true'],
    fields: ['Config.ExposedPorts'],
  },
  {
    name: 'published ports in the record',
    args: ['-p', '127.0.0.1:18080:80', '-p', '18081-18082:81-82/udp', '-p', '9', 'BASE', 'true'],
    fields: ['HostConfig.PortBindings', 'Config.ExposedPorts'],
  },
  {
    name: 'all ports published',
    args: ['-P', 'BASE', 'true'],
    fields: ['HostConfig.PublishAllPorts'],
  },
  { name: 'a bad port', args: ['-p', '70000:80', 'BASE', 'true'], says: /[Ii]nvalid/ },
  {
    name: 'ranges of different length',
    args: ['-p', '8000-8001:80-82', 'BASE', 'true'],
    says: /[Ii]nvalid ranges/,
  },
  {
    name: 'added hosts',
    args: [
      '--add-host',
      'one:10.1.2.3',
      '--add-host',
      'six:::1',
      ...sh('grep -E "one|six$" /etc/hosts'),
    ],
    fields: ['HostConfig.ExtraHosts'],
  },
  {
    name: 'a bad added host',
    args: ['--add-host', 'one:nowhere', 'BASE', 'true'],
    says: /invalid IP address/,
  },
  {
    name: 'name servers',
    args: [
      '--dns',
      '9.9.9.9',
      '--dns-search',
      'example.org',
      '--dns-opt',
      'ndots:3',
      ...sh('grep "^[a-z]" /etc/resolv.conf'),
    ],
    fields: ['HostConfig.Dns', 'HostConfig.DnsSearch', 'HostConfig.DnsOptions'],
  },
  {
    name: 'a bad name server',
    args: ['--dns', 'nowhere', 'BASE', 'true'],
    says: /IP address is not correctly formatted/,
  },
];

/** /etc/hosts of a sandbox. With the host's network its own names are kept, as they work inside too. */
export function hostsFile(input: {
  readonly hostname: string;
  readonly network: 'host' | 'none';
  readonly hostHosts: string;
  readonly extraHosts: ReadonlyArray<string>;
}): string {
  const standard = [
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::\tip6-localnet',
    'ff00::\tip6-mcastprefix',
    'ff02::1\tip6-allnodes',
    'ff02::2\tip6-allrouters',
  ];
  const own = `127.0.1.1\t${input.hostname}`;
  const base = input.network === 'host' ? input.hostHosts.trimEnd().split('\n') : standard;
  const known = base.some((line) => line.split(/\s+/).slice(1).includes(input.hostname));
  const rows = [...(base.join('').trim() === '' ? standard : base), ...(known ? [] : [own])];
  return `${[...rows, ...input.extraHosts].join('\n')}\n`;
}

/** /etc/resolv.conf: the host's while its network is shared, else nothing to ask. */
export function resolvConf(network: 'host' | 'none', hostResolvConf: string): string {
  return network === 'host' ? hostResolvConf : '';
}

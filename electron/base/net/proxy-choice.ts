import { BlockList, isIP } from 'node:net';

/** Go's order, which docker's and git's own commands have: the upper case wins where both are set. */
function variable(env: NodeJS.ProcessEnv, name: string): string {
  return env[name.toUpperCase()] || env[name.toLowerCase()] || '';
}

/**
 * The proxy for an address as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say, in either case; null for none.
 * This machine itself is never asked for through one. A proxy without a scheme speaks plain HTTP.
 */
export function proxyFor(url: URL, env: NodeJS.ProcessEnv): URL | null {
  const given = variable(env, url.protocol === 'https:' ? 'https_proxy' : 'http_proxy').trim();
  if (given === '' || isDirect(url, variable(env, 'no_proxy'))) return null;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  return URL.canParse(text) ? new URL(text) : null;
}

function isDirect(url: URL, noProxy: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.')))
    return true;
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return noProxy
    .split(/[,\s]+/)
    .filter((item) => item !== '')
    .some((item) => matches(item.toLowerCase(), host, port));
}

/** `*`, an address, a network, a name with all below it (`.name`: only below), each with an optional port. */
function matches(item: string, host: string, port: string): boolean {
  if (item === '*') return true;
  if (item.includes('/')) return isInNetwork(item, host);
  const [, bare = '', wantedPort] = /^(.*?)(?::(\d+))?$/.exec(item) ?? [];
  const isPlainIpv6 = isIP(item) === 6;
  const name = isPlainIpv6 ? item : bare.replace(/^\[|\]$/g, '');
  if (!isPlainIpv6 && wantedPort !== undefined && wantedPort !== port) return false;
  if (isIP(host) !== 0) return name === host;
  const below = name.replace(/^\*?\./, '');
  return host.endsWith(`.${below}`) || (below === name && host === name);
}

function isInNetwork(item: string, host: string): boolean {
  const family = isIP(host);
  const [network = '', bits = ''] = item.split('/');
  if (family === 0 || isIP(network) !== family || !/^\d+$/.test(bits)) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, Number(bits), type);
  return list.check(host, type);
}

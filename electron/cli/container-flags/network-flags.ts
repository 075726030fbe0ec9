import { isIP } from 'node:net';
import type { NetworkMode, NetworkOptions } from '../../../shared/model/container-options';
import { UsageError } from '../command';
import type { FlagSpecs, FlagValues } from '../flags';
import { invalid, present } from '../values';
import { exposedPorts, publishedPorts } from './ports';

export const networkFlags: FlagSpecs = {
  'add-host': { kind: 'list', help: 'Add a line to /etc/hosts: name:address' },
  dns: { kind: 'list', help: 'Name server' },
  'dns-opt': { kind: 'list', help: 'Option of the resolver' },
  'dns-option': { kind: 'list', help: 'The same' },
  'dns-search': { kind: 'list', help: 'Search domain' },
  domainname: { kind: 'text', help: 'NIS domain name' },
  expose: { kind: 'list', help: 'Note a port that the container listens at' },
  hostname: { kind: 'text', short: 'h', help: 'Host name' },
  net: { kind: 'text', help: 'The same as --network' },
  network: { kind: 'text', help: 'host, none or bridge' },
  publish: { kind: 'list', short: 'p', help: '[[address:]host port:]port[/protocol]' },
  'publish-all': { kind: 'switch', short: 'P', help: 'Publish exposed ports at free ports' },
};

export function networkOptions(flags: FlagValues): NetworkOptions {
  const network = networkMode(flags.text('network') ?? flags.text('net'));
  const publish = flags.list('publish').flatMap(publishedPorts);
  const expose = flags.list('expose').flatMap(exposedPorts);
  const dns = flags.list('dns').map((address) => {
    if (isIP(address) === 0)
      throw invalid('dns', address, `IP address is not correctly formatted: ${address}`);
    return address;
  });
  const dnsSearch = flags.list('dns-search');
  const dnsOptions = [...flags.list('dns-opt'), ...flags.list('dns-option')];
  const extraHosts = flags.list('add-host').map(extraHost);
  return {
    ...present<Pick<NetworkOptions, 'network' | 'hostname' | 'domainname'>>({
      network,
      hostname: flags.text('hostname'),
      domainname: flags.text('domainname'),
    }),
    ...(publish.length === 0 ? {} : { publish }),
    ...(flags.switch('publish-all') ? { publishAll: true } : {}),
    ...(expose.length === 0 ? {} : { expose }),
    ...(dns.length === 0 ? {} : { dns }),
    ...(dnsSearch.length === 0 ? {} : { dnsSearch }),
    ...(dnsOptions.length === 0 ? {} : { dnsOptions }),
    ...(extraHosts.length === 0 ? {} : { extraHosts }),
  };
}

function networkMode(text: string | undefined): NetworkMode | undefined {
  switch (text) {
    case undefined:
    case 'default':
      return undefined;
    case 'host':
    case 'none':
    case 'bridge':
      return text;
    default:
      throw new UsageError(`--network ${text} is not supported: use host, none or bridge`);
  }
}

/** `name:address` or `name=address`; an IPv6 address may stand in brackets. */
function extraHost(text: string): string {
  const at = text.includes('=') ? text.indexOf('=') : text.indexOf(':');
  const name = text.slice(0, Math.max(at, 0));
  const address = text.slice(at + 1).replace(/^\[(.*)\]$/, '$1');
  if (name === '') throw invalid('add-host', text, `bad format for add-host: "${text}"`);
  if (address !== 'host-gateway' && isIP(address) === 0) {
    throw invalid('add-host', text, `invalid IP address in add-host: "${address}"`);
  }
  return `${name}:${address}`;
}

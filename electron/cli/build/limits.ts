import { isIP } from 'node:net';
import type { BuildRequest, BuildUlimit } from '../../../shared/model/build';
import { UsageError } from '../command';

const hostGateway = 'host-gateway';
/** Steps share the machine's network, where the machine reaches itself. */
const loopback = '127.0.0.1';

/** `--add-host HOST:IP` or `HOST=IP`, with an IPv6 address in brackets or not. @throws UsageError. */
export function extraHosts(texts: ReadonlyArray<string>): NonNullable<BuildRequest['extraHosts']> {
  return texts.map((text) => {
    const match = /^([^=:]+)[=:](.+)$/.exec(text);
    if (match === null) throw new UsageError(`invalid add-host: "${text}" is not host:ip`);
    const [, host = '', given = ''] = match;
    const address = given.replace(/^\[(.*)\]$/, '$1');
    if (address === hostGateway) return { host, address: loopback };
    if (isIP(address) === 0) {
      throw new UsageError(`invalid IP address in add-host: "${given}"`);
    }
    return { host, address };
  });
}

const powers: Readonly<Record<string, number>> = { '': 0, b: 0, k: 1, m: 2, g: 3, t: 4, p: 5 };

/** A size as docker takes it: `64m`, `1.5GiB`, `512`; units of 1024. @throws UsageError. */
export function sizeBytes(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?) ?(?:([kmgtp])(?:i?b)?|(b))?$/i.exec(text.trim());
  const power = powers[(match?.[2] ?? match?.[3] ?? '').toLowerCase()];
  if (match === null || power === undefined) {
    throw new UsageError(`invalid argument "${text}" for "--${option}": invalid size: '${text}'`);
  }
  return Math.floor(Number(match[1]) * 1024 ** power);
}

/** setrlimit(2), without `RLIMIT_`. */
const limitNames = [
  'core',
  'cpu',
  'data',
  'fsize',
  'locks',
  'memlock',
  'msgqueue',
  'nice',
  'nofile',
  'nproc',
  'rss',
  'rtprio',
  'rttime',
  'sigpending',
  'stack',
];

/** `--ulimit NAME=SOFT[:HARD]`; -1 is no limit. @throws UsageError. */
export function ulimits(texts: ReadonlyArray<string>): ReadonlyArray<BuildUlimit> {
  return texts.map((text) => {
    const match = /^([^=]+)=(-?\d+)(?::(-?\d+))?$/.exec(text);
    const fail = (reason: string): UsageError =>
      new UsageError(`invalid argument "${text}" for "--ulimit": ${reason}`);
    if (match === null) throw fail('write name=soft[:hard]');
    const [, name = '', soft = '', hard = soft] = match;
    if (!limitNames.includes(name)) throw fail(`invalid ulimit type: ${name}`);
    const limit = { name, soft: Number(soft), hard: Number(hard) };
    if (limit.hard !== -1 && (limit.soft === -1 || limit.soft > limit.hard)) {
      throw fail(`ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`);
    }
    return limit;
  });
}

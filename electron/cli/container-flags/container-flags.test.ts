import { describe, expect, it } from 'vitest';
import { UsageError } from '../command';
import { parseArguments } from '../flags';
import { csvFields } from '../csv-fields';
import { containerFlags, containerOptions } from './container-flags';
import { exposedPorts, publishedPorts } from './ports';

function options(...words: ReadonlyArray<string>) {
  const { args, flags } = parseArguments(containerFlags, [...words, 'image'], false);
  return containerOptions(args, flags);
}

describe('containerOptions', () => {
  it.each([
    {
      words: ['-v', 'data:/d:ro,nocopy'],
      mount: { kind: 'volume', name: 'data', target: '/d', readOnly: true, noCopy: true },
    },
    { words: ['-v', '/d'], mount: { kind: 'volume', name: null, target: '/d', readOnly: false } },
    {
      words: ['--mount', 'type=bind,"src=/a,b",dst=/d,ro'],
      mount: { kind: 'bind', source: '/a,b', target: '/d', readOnly: true, style: 'long' },
    },
    {
      words: ['--mount', 'type=tmpfs,target=/t,tmpfs-size=1m,tmpfs-mode=700'],
      mount: { kind: 'tmpfs', target: '/t', sizeBytes: 1_048_576, mode: 0o700 },
    },
  ])('reads $words', ({ words, mount }) => {
    expect(options(...words).mounts?.[0]).toMatchObject(mount);
  });

  it('gives only the fields of a health check that were asked for', () => {
    expect(options('--health-interval', '1m30s').healthcheck).toEqual({ Interval: 90e9 });
    expect(options('--no-healthcheck').healthcheck).toEqual({ Test: ['NONE'] });
    expect(options().healthcheck).toBeUndefined();
  });

  it.each([
    { words: ['--restart', 'always'], code: 'NOT_SUPPORTED' },
    { words: ['--gpus', 'all'], code: 'NOT_SUPPORTED' },
    { words: ['--ipc', 'container:x'], code: 'NOT_SUPPORTED' },
  ])('refuses $words with the reason', ({ words, code }) => {
    expect(() => options(...words)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['--cpus', 'many'],
    ['--ulimit', 'nofile'],
    ['--device', 'null'],
    ['--tmpfs', 'relative'],
    ['--mount', 'type=bind,target=/d'],
    ['--mount', 'type=volume,target=/d,tmpfs-size=1'],
    ['-v', '/a:/b:/c:/d'],
  ])('refuses %s %s', (...words) => {
    expect(() => options(...words)).toThrow(UsageError);
  });
});

describe('ports', () => {
  it.each([
    ['80', [['', null, 80, 'tcp']]],
    ['8080:80/udp', [['', 8080, 80, 'udp']]],
    ['127.0.0.1::80', [['127.0.0.1', null, 80, 'tcp']]],
    ['[::1]:8080:80', [['::1', 8080, 80, 'tcp']]],
    [
      '8000-8001:80-81',
      [
        ['', 8000, 80, 'tcp'],
        ['', 8001, 81, 'tcp'],
      ],
    ],
  ])('reads %s', (text, expected) => {
    expect(
      publishedPorts(text).map((port) => [
        port.hostAddress,
        port.hostPort,
        port.containerPort,
        port.protocol,
      ]),
    ).toEqual(expected);
  });

  it('takes any free port of a range', () => {
    expect(publishedPorts('8000-8010:80')).toEqual([
      { hostAddress: '', hostPort: 8000, hostPortLast: 8010, containerPort: 80, protocol: 'tcp' },
    ]);
  });

  it('takes ranges of --expose apart', () => {
    expect(exposedPorts('5-6/udp')).toEqual(['5/udp', '6/udp']);
  });

  it.each(['', '70000', '1:2:3:4', 'x:80', '80/icmp', '9-8', '1-2:80-82'])(
    'refuses "%s"',
    (text) => {
      expect(() => publishedPorts(text)).toThrow(UsageError);
    },
  );
});

describe('csvFields', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""x"""', ['say "x"']],
    ['a,', ['a', '']],
    ['a"b', null],
    ['"a', null],
    ['"a"b', null],
  ])('%s', (text, expected) => {
    expect(csvFields(text)).toEqual(expected);
  });
});

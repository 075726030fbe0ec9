import { describe, expect, it } from 'vitest';

import { requestChannels, type RequestChannel } from './contract';
import { isRequestChannel, parseRequest, requestSchemas } from './schemas';

describe('requestSchemas', () => {
  it('has one for every channel that is registered', () => {
    expect(Object.keys(requestSchemas).sort()).toEqual([...requestChannels].sort());
  });
});

describe('isRequestChannel', () => {
  it('knows the contract’s channels only', () => {
    expect(['images.list', 'toString', 'shell.open', ''].map(isRequestChannel)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('parseRequest', () => {
  const accepted: ReadonlyArray<readonly [RequestChannel, unknown]> = [
    ['app.info', null],
    ['images.inspect', { name: 'debian:12' }],
    ['images.tree', { name: 'debian:12', layer: null, path: '' }],
    ['images.readFile', { name: 'a', path: 'etc/na\udcefve' }],
    ['jobs.start', { kind: 'import', options: { source: '/a b.tar', changes: ['CMD ["sh"]'] } }],
    ['jobs.start', { kind: 'build', options: { contextPath: '/c', buildArgs: { A: '1' } } }],
    [
      'containers.run',
      { image: 'a', mounts: [{ kind: 'bind', source: '/h', target: '/c', readOnly: true }] },
    ],
    ['settings.update', {}],
    ['settings.update', { theme: 'dark' }],
  ];
  it.each(accepted)('takes %s %j', (channel, request) => {
    expect(parseRequest(channel, request)).toEqual(request);
  });

  const refused: ReadonlyArray<readonly [RequestChannel, unknown, string]> = [
    ['app.info', {}, 'request'],
    ['images.inspect', undefined, 'request'],
    ['images.inspect', { name: '' }, 'name'],
    ['images.inspect', { name: '--force' }, 'name: must not start with a dash'],
    ['images.inspect', { name: 'a', extra: true }, 'extra'],
    ['images.inspect', { name: 'x'.repeat(513) }, 'name'],
    ['images.readFile', { name: 'a', path: 'a\0b' }, 'path: must not contain a NUL character'],
    ['images.tree', { name: 'a', layer: -1, path: '' }, 'layer'],
    ['drop.identify', { paths: new Array(1001).fill('/a') }, 'paths'],
    ['jobs.start', { kind: 'erase', target: '/' }, 'kind'],
    ['jobs.start', { kind: 'import', options: { source: '/a', extra: 1 } }, 'options.extra'],
    ['jobs.cancel', { jobId: '../../x' }, 'jobId'],
    ['terminal.open', { container: 'a', mode: 'sh', columns: 80, rows: 24 }, 'mode'],
    ['terminal.open', { container: 'a', mode: 'exec', columns: 80.5, rows: 24 }, 'columns'],
    ['terminal.write', { terminalId: 'a', data: 'x'.repeat(1024 * 1024 + 1) }, 'data'],
    ['settings.update', { theme: 'pink' }, 'theme'],
    ['settings.update', { cacheLimitBytes: -1 }, 'cacheLimitBytes'],
  ];
  it.each(refused)('refuses %s %j', (channel, request, where) => {
    expect(() => parseRequest(channel, request)).toThrow(where);
  });
});

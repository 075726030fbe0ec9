import { describe, expect, it } from 'vitest';
import type { ContainerConfig } from '../../../../shared/model/image';
import { configLines } from './config-lines';

describe('configLines', () => {
  it.each<[string, ContainerConfig, ContainerConfig, string[]]>([
    ['nothing', { Cmd: ['sh'] }, { Cmd: ['sh'] }, []],
    [
      'variables with what the shell would take',
      {},
      { Env: ['A=b c', 'B=$x "y"'] },
      ['ENV A="b c"', 'ENV B="\\$x \\"y\\""'],
    ],
    ['labels that are new', { Labels: { a: '1' } }, { Labels: { a: '1', b: '2' } }, ['LABEL b=2']],
    [
      'ENTRYPOINT before CMD, which it would take away',
      { Cmd: ['sh'] },
      { Cmd: ['x'], Entrypoint: ['e'] },
      ['ENTRYPOINT ["e"]', 'CMD ["x"]'],
    ],
    ['an empty folder is none', {}, { WorkingDir: '' }, []],
    [
      'a health check',
      {},
      { Healthcheck: { Test: ['CMD-SHELL', 'curl x'], Interval: 5_000_000_000, Retries: 2 } },
      ['HEALTHCHECK --interval=5s --retries=2 CMD curl x'],
    ],
    [
      'ports and volumes',
      { ExposedPorts: { '1/tcp': {} } },
      { ExposedPorts: { '1/tcp': {}, '2/udp': {} }, Volumes: { '/d': {} } },
      ['EXPOSE 2/udp', 'VOLUME ["/d"]'],
    ],
  ])('%s', (_, before, after, lines) => {
    expect(configLines(before, after)).toEqual(lines);
  });
});

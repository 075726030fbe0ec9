import { describe, expect, it } from 'vitest';
import { DarkroomError } from '../../../shared/errors';
import type { ContainerConfig, ImageConfig } from '../../../shared/model/image';
import { applyChanges } from './changes';

const base: ImageConfig = {
  architecture: 'amd64',
  os: 'linux',
  config: { Env: ['PATH=/bin', 'A=1'], Cmd: ['sh'], WorkingDir: '/srv' },
  rootfs: { type: 'layers', diff_ids: [] },
  history: [],
};

const cases: ReadonlyArray<{ name: string; changes: string[]; config: ContainerConfig }> = [
  { name: 'CMD exec', changes: ['CMD ["/bin/bash"]'], config: { Cmd: ['/bin/bash'] } },
  { name: 'CMD shell', changes: ['CMD echo hi'], config: { Cmd: ['/bin/sh', '-c', 'echo hi'] } },
  {
    name: 'ENTRYPOINT drops a CMD that no change set',
    changes: ['ENTRYPOINT ["/x"]'],
    config: { Entrypoint: ['/x'], Cmd: undefined },
  },
  {
    name: 'ENTRYPOINT keeps a CMD from an earlier change',
    changes: ['CMD ["y"]', 'ENTRYPOINT ["/x"]'],
    config: { Entrypoint: ['/x'], Cmd: ['y'] },
  },
  {
    name: 'ENV replaces, adds and expands',
    changes: ['ENV A=2 B=$A', 'ENV C $B d'],
    config: { Env: ['PATH=/bin', 'A=2', 'B=1', 'C=1 d'] },
  },
  {
    name: 'EXPOSE',
    changes: ['EXPOSE 80 53/udp'],
    config: { ExposedPorts: { '53/udp': {}, '80/tcp': {} } },
  },
  { name: 'LABEL', changes: ['LABEL a=b "c d"=e'], config: { Labels: { a: 'b', 'c d': 'e' } } },
  { name: 'WORKDIR relative', changes: ['WORKDIR app/../x'], config: { WorkingDir: '/srv/x' } },
  { name: 'VOLUME', changes: ['VOLUME /b /a'], config: { Volumes: { '/a': {}, '/b': {} } } },
  {
    name: 'USER, STOPSIGNAL',
    changes: ['USER me', 'STOPSIGNAL SIGINT'],
    config: { User: 'me', StopSignal: 'SIGINT' },
  },
  { name: 'ONBUILD', changes: ['ONBUILD RUN true'], config: { OnBuild: ['RUN true'] } },
  {
    name: 'two lines in one change',
    changes: ['ENV X=1\nUSER u'],
    config: { Env: ['PATH=/bin', 'A=1', 'X=1'], User: 'u' },
  },
  {
    name: 'HEALTHCHECK',
    changes: ['HEALTHCHECK --interval=5s CMD true'],
    config: { Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 5_000_000_000 } },
  },
];

describe('applyChanges', () => {
  it.each(cases)('$name', ({ changes, config }) => {
    expect(applyChanges(base, changes)).toEqual({ ...base, config: { ...base.config, ...config } });
  });

  it.each([
    '',
    'RUN true',
    'FROM x',
    'COPY a b',
    'CMDD x',
    'STOPSIGNAL SIGNOPE',
    'ENV',
    'SHELL ["x"]',
  ])('refuses %j', (change) => {
    const attempt = () => applyChanges(base, ['USER ok', change]);
    expect(attempt).toThrow(DarkroomError);
    expect(attempt).toThrow(
      expect.objectContaining({
        code: 'INVALID_CHANGE',
        data: expect.objectContaining({ change }),
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { ContainerConfig } from '../../../../shared/model/image';
import { containerSpec } from './container-spec';

const config: ContainerConfig = {
  User: 'daemon',
  Env: ['PATH=/bin', 'A=image'],
  Entrypoint: ['entry'],
  WorkingDir: '/work',
};
const mount = { kind: 'bind', source: '/host', target: '/data', readOnly: true } as const;
const stored = {
  image: {
    architecture: 'amd64',
    os: 'linux',
    config,
    rootfs: { type: 'layers' as const, diff_ids: ['sha256:1'] },
    history: [],
  },
  config,
  hostname: 'abc',
  mounts: [
    {
      point: { ...mount, name: '', mode: 'ro', propagation: 'rprivate' },
      mount,
      listed: true,
    },
  ],
};

describe('containerSpec', () => {
  it("puts Docker's variables first and takes the stored mounts", () => {
    const spec = containerSpec('id', stored, { image: 'x', tty: true });
    expect(spec.mounts).toEqual([mount]);
    expect(spec.env).toEqual(['PATH=/bin', 'HOSTNAME=abc', 'TERM=xterm', 'A=image']);
    expect(spec).toMatchObject({
      network: 'host',
      user: 'daemon',
      workingDir: '/work',
      openStdin: false,
    });
    expect(spec.limits).toBeUndefined();
    expect(spec.health).toBeUndefined();
  });

  it('resolves a health check with Docker’s defaults', () => {
    const Healthcheck = { Test: ['CMD-SHELL', 'test -e /ok'], Interval: 2e9 };
    const spec = containerSpec(
      'id',
      { ...stored, config: { ...config, Healthcheck } },
      { image: 'x' },
    );
    expect(spec.health).toEqual({
      args: ['/bin/sh', '-c', 'test -e /ok'],
      intervalMs: 2000,
      timeoutMs: 30_000,
      startPeriodMs: 0,
      startIntervalMs: 5000,
      retries: 3,
    });
  });
});

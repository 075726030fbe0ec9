import { describe, expect, it } from 'vitest';
import type { ContainerOptions } from '../../../../shared/model/container';
import type { ContainerConfig } from '../../../../shared/model/image';
import { commandLine, mergeConfig } from './container-config';

const image: ContainerConfig = {
  User: 'daemon',
  Env: ['PATH=/bin', 'A=image'],
  Entrypoint: ['entry'],
  Cmd: ['default'],
  WorkingDir: '/work',
  Labels: { a: 'image', b: 'image' },
  Volumes: { '/data/': {}, '/more': {} },
  StopSignal: 'SIGQUIT',
  OnBuild: ['RUN true'],
  Shell: ['/bin/bash', '-c'],
};

describe('mergeConfig', () => {
  const merged = (options: Partial<ContainerOptions>) =>
    mergeConfig(image, { image: 'x', ...options });

  it.each([
    { name: 'nothing', options: {}, args: ['entry', 'default'] },
    { name: 'a command', options: { command: ['mine'] }, args: ['entry', 'mine'] },
    {
      name: 'an entrypoint',
      options: { entrypoint: ['own'], command: ['mine'] },
      args: ['own', 'mine'],
    },
    { name: 'an entrypoint without the CMD', options: { entrypoint: ['own'] }, args: ['own'] },
    {
      name: 'the entrypoint taken away',
      options: { entrypoint: [], command: ['mine'] },
      args: ['mine'],
    },
  ])('runs what Docker runs for $name', ({ options, args }) => {
    expect(commandLine(merged(options))).toEqual(args);
  });

  it('refuses when nothing is left to run', () => {
    expect(() => commandLine(merged({ entrypoint: [] }))).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });

  it('lets options win and the image fill up; ONBUILD and SHELL stay behind, as in Docker', () => {
    expect(
      merged({ env: ['A=own', 'B=own'], labels: { a: 'own' }, user: 'root', workingDir: '/x' }),
    ).toEqual({
      User: 'root',
      Env: ['A=own', 'B=own', 'PATH=/bin'],
      Entrypoint: ['entry'],
      Cmd: ['default'],
      Volumes: image.Volumes,
      WorkingDir: '/x',
      Labels: { a: 'own', b: 'image' },
      StopSignal: 'SIGQUIT',
    });
  });
});

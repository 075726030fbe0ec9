import { describe, expect, it } from 'vitest';

import type { JobRequest } from '../../shared/ipc/contract';
import type { Engine, WorkContext } from '../engine/engine';
import type { ManifestListOperations } from '../engine/manifest-lists';
import { plan } from './start-job';

const imported = { imageIds: ['sha256:1'], names: ['debian:12'], loaded: false };
const engine = {
  images: {
    import: async () => imported,
    load: async () => imported,
    save: async () => undefined,
    pull: async () => ({ imageId: 'sha256:4', name: 'debian:12', digest: 'sha256:5' }),
    push: async (_name: string, { target = 'a:1' }) => ({ name: target, digest: 'sha256:6' }),
    prune: async () => ({
      removed: [
        { kind: 'untagged', value: 'x:1' },
        { kind: 'deleted', value: 'sha256:1' },
      ],
      freedBytes: 7,
    }),
  },
  containers: { commit: async () => ({ imageId: 'sha256:2', sizeBytes: 17_000_000 }) },
  build: async () => ({ imageId: 'sha256:3', names: ['a:1', 'b:1'] }),
} as unknown as Engine;
const work = {} as WorkContext;
const services = {
  engines: { get: () => Promise.reject(new Error('there are no other engines')) },
  rootfs: { write: async () => undefined, writeFile: async () => undefined },
  manifestLists: {
    create: async (name: string) => ({ name: `${name}:latest`, entries: [], annotations: {} }),
    push: async (name: string) => ({ name, digest: 'sha256:8' }),
    remove: () => true,
  } as unknown as ManifestListOperations,
};

/** What these are to those who look at jobs. */
const jobKinds: Readonly<Record<string, string>> = { export: 'save', 'push-list': 'push' };

describe('plan', () => {
  const cases: ReadonlyArray<{ request: JobRequest; subject: string; result: object }> = [
    {
      request: { kind: 'import', options: { source: '/tmp/a.tar', reference: 'debian:12' } },
      subject: '/tmp/a.tar',
      result: { imageIds: ['sha256:1'], names: ['debian:12'], summary: '' },
    },
    {
      request: { kind: 'export', name: 'a:1', target: '/tmp/a.tar.gz', format: 'wsl' },
      subject: '/tmp/a.tar.gz',
      result: { imageIds: [], names: ['a:1'], summary: '/tmp/a.tar.gz' },
    },
    {
      request: { kind: 'pull', name: 'debian:12', options: { platform: 'linux/arm64' } },
      subject: 'debian:12',
      result: { imageIds: ['sha256:4'], names: ['debian:12'], summary: 'sha256:5' },
    },
    {
      request: { kind: 'push', name: 'a:1', options: {} },
      subject: 'a:1',
      result: { imageIds: [], names: ['a:1'], summary: 'sha256:6' },
    },
    {
      request: { kind: 'push-list', name: 'host:5000/a', sources: ['a:amd64', 'a:arm64'] },
      subject: 'host:5000/a',
      result: { imageIds: [], names: ['host:5000/a:latest'], summary: 'sha256:8' },
    },
    {
      request: { kind: 'send', name: 'a:1', target: { kind: 'registry', name: 'host:5000/a:1' } },
      subject: 'a:1',
      result: { imageIds: [], names: ['host:5000/a:1'], summary: '' },
    },
    {
      request: { kind: 'load', source: '/tmp/b.tar' },
      subject: '/tmp/b.tar',
      result: { imageIds: ['sha256:1'], names: ['debian:12'], summary: '' },
    },
    {
      request: { kind: 'build', options: { contextPath: '/tmp/c', tags: ['a:1', 'b:1'] } },
      subject: '/tmp/c',
      result: { imageIds: ['sha256:3'], names: ['a:1', 'b:1'], summary: '' },
    },
    {
      request: { kind: 'snapshot', options: { container: 'web', reference: 'web:2' } },
      subject: 'web',
      result: { imageIds: ['sha256:2'], names: ['web:2'], summary: '17 MB' },
    },
    {
      request: { kind: 'snapshot', options: { container: 'web', reference: '' } },
      subject: 'web',
      result: { imageIds: ['sha256:2'], names: [], summary: '17 MB' },
    },
    {
      request: {
        kind: 'save',
        names: ['a:1'],
        target: '/tmp/a',
        format: 'oci',
        compression: 'gzip',
      },
      subject: 'a:1',
      result: { imageIds: [], names: ['a:1'], summary: '/tmp/a' },
    },
    {
      request: { kind: 'prune', all: false },
      subject: '',
      result: { imageIds: [], names: [], summary: '7 B' },
    },
  ];
  it.each(cases)('$request.kind of $subject', async ({ request, subject, result }) => {
    const planned = plan(request, services);
    expect({ kind: planned.kind, subject: planned.subject }).toEqual({
      kind: jobKinds[request.kind] ?? request.kind,
      subject,
    });
    expect(await planned.run(engine, work)).toEqual(result);
  });

  it('keeps no secret of a build, only the names of what was given', () => {
    const options = {
      contextPath: '/c',
      buildArgs: { API_TOKEN: 'hunter2', VERSION: '3' },
      dockerfileText: 'FROM a',
    };
    const secrets = {
      npm: { kind: 'value', value: 'hunter3' },
      ssh: { kind: 'file', path: '/home/me/.ssh/key' },
    } as const;
    expect(plan({ kind: 'build', options, secrets }, services).parameters).toEqual({
      contextPath: '/c',
      buildArgs: { VERSION: '3' },
      secretNames: ['API_TOKEN', 'npm', 'ssh'],
      incomplete: true,
    });
  });
});

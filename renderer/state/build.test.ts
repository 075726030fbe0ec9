import { beforeEach, describe, expect, it } from 'vitest';

import type { BuildParameters } from '../../shared/model/build-page';
import { looksSecret } from '../../shared/model/secret-name';
import { createFakeBridge, type FakeBridge } from '../../test/renderer/fake-bridge';
import { sampleJob } from '../../test/renderer/sample-data';
import {
  buildOptions,
  buildStore,
  changeDraft,
  draftOf,
  emptyDraft,
  openContext,
  parametersOf,
  recentContexts,
  type BuildState,
} from './build';
import { givenSecrets, startBuild } from './build-run';
import { conflictStore, saveFile } from './build-file';
import { loading } from './loadable';

const dayMs = 86_400_000;
const job = (id: string, contextPath: string, ageMs: number, more: object = {}) =>
  sampleJob(dayMs * 10, {
    id,
    kind: 'build',
    createdAt: new Date(dayMs * 10 - ageMs).toISOString(),
    parameters: { contextPath, ...more },
  });

const initial: BuildState = {
  contextPath: null,
  info: loading,
  drafts: {},
  jobIds: {},
  startingText: null,
  jump: null,
};
const state = (change: Partial<BuildState>): BuildState => ({
  ...initial,
  contextPath: '/c',
  ...change,
});

it('lists folders by their last build', () => {
  const jobs = [job('old', '/c', 2 * dayMs), job('new', '/c', dayMs), job('other', '/d', 0)];
  expect(recentContexts(jobs)).toEqual(['/d', '/c']);
});

describe('buildOptions', () => {
  it('passes only what was set', () => {
    expect(buildOptions(state({}), null)).toEqual({ contextPath: '/c' });
  });
  it('passes names, arguments and the edited text', () => {
    const draft = {
      ...emptyDraft,
      text: 'FROM a',
      tags: 'x:1, y',
      args: { A: '1', B: '' },
      platform: 'linux/arm64',
      network: 'none',
    } as const;
    expect(buildOptions(state({ drafts: { '/c': draft } }), null)).toEqual({
      contextPath: '/c',
      dockerfileText: 'FROM a',
      tags: ['x:1', 'y'],
      buildArgs: { A: '1' },
      platform: 'linux/arm64',
      network: 'none',
    });
  });
  it('drops arguments the file no longer has', () => {
    const draft = { ...emptyDraft, args: { KEPT: '1', GONE: '2' } };
    expect(buildOptions(state({ drafts: { '/c': draft } }), ['KEPT'])?.buildArgs).toEqual({
      KEPT: '1',
    });
  });
  it('is nothing without a folder', () => {
    expect(buildOptions(state({ contextPath: null }), null)).toBeNull();
  });
});

it('remembers all but secrets', () => {
  const draft = {
    ...emptyDraft,
    tags: 'a:1 b',
    args: { V: '1', API_TOKEN: 'hunter2', EMPTY: '' },
    target: 'run',
    secrets: { npm: { kind: 'value', value: 'hunter3' } },
  } as const;
  const kept = parametersOf(draft, looksSecret);
  expect(kept).toEqual({
    tags: ['a:1', 'b'],
    buildArgs: { V: '1' },
    target: 'run',
    platform: '',
    noCache: false,
    network: 'default',
  });
  expect(JSON.stringify(kept)).not.toContain('hunter');
});

it('hands over the secrets that were filled in', () => {
  const given = (secrets: typeof emptyDraft.secrets) => givenSecrets({ ...emptyDraft, secrets });
  expect(given({ a: { kind: 'value', value: '' }, b: { kind: 'file', path: '' } })).toBeNull();
  expect(given({ a: { kind: 'value', value: 'x' }, b: { kind: 'file', path: '' } })).toEqual({
    a: { kind: 'value', value: 'x' },
  });
});

describe('a context', () => {
  let bridge: FakeBridge;
  let parameters: BuildParameters | null;
  beforeEach(() => {
    bridge = createFakeBridge();
    parameters = null;
    Object.defineProperty(window, 'darkroom', { value: bridge, configurable: true });
    buildStore.set(initial);
    conflictStore.set(null);
    bridge.answer('build.inspectContext', ({ contextPath }) => ({
      contextPath,
      dockerfilePath: `${contextPath}/Dockerfile`,
      dockerfileText: 'FROM a\n',
      digest: 'one',
      suggestedTag: 'c:latest',
      parameters,
    }));
  });
  const draft = () => draftOf(buildStore.get());

  it('opens with a suggested name', async () => {
    await openContext('/c');
    expect(draft()).toEqual({ ...emptyDraft, tags: 'c:latest' });
  });

  it('opens with what it was last built with, once', async () => {
    parameters = {
      tags: ['shop:1'],
      buildArgs: { V: '2' },
      target: 'dev',
      platform: '',
      noCache: true,
      network: 'none',
    };
    await openContext('/c');
    expect(draft()).toMatchObject({
      tags: 'shop:1',
      args: { V: '2' },
      target: 'dev',
      noCache: true,
      network: 'none',
    });
    changeDraft({ target: '' });
    await openContext('/c');
    expect(draft().target).toBe('');
  });

  it('builds and remembers in one go, secrets in the request alone', async () => {
    bridge.answer('jobs.start', () => ({ jobId: 'job-1' }));
    bridge.answer('build.remember', () => null);
    await openContext('/c');
    changeDraft({ secrets: { npm: { kind: 'value', value: 'hunter2' } } });
    await startBuild();
    expect(buildStore.get().jobIds).toEqual({ '/c': 'job-1' });
    const requests = bridge.calls.filter(({ request }) =>
      JSON.stringify(request).includes('hunter2'),
    );
    expect(requests.map(({ channel }) => channel)).toEqual(['jobs.start']);
  });

  it('saves, and is no draft any more', async () => {
    bridge.answer('build.save', () => ({
      kind: 'saved',
      dockerfilePath: '/c/Dockerfile',
      digest: 'two',
    }));
    await openContext('/c');
    changeDraft({ text: 'FROM b\n' });
    await saveFile({ overwrite: false });
    expect(draft().text).toBeNull();
    expect(buildStore.get().info).toMatchObject({
      value: { dockerfileText: 'FROM b\n', digest: 'two' },
    });
  });

  it('keeps the draft when somebody else wrote the file', async () => {
    bridge.answer('build.save', () => ({ kind: 'conflict', text: 'FROM x\n', digest: 'three' }));
    await openContext('/c');
    changeDraft({ text: 'FROM b\n' });
    await saveFile({ overwrite: false });
    expect(draft().text).toBe('FROM b\n');
    expect(conflictStore.get()).toMatchObject({ text: 'FROM x\n', digest: 'three' });
  });
});

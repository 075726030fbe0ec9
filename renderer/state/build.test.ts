import { describe, expect, it } from 'vitest';

import { sampleJob } from '../../test/renderer/sample-data';
import {
  buildOptions,
  emptyDraft,
  recentContexts,
  rememberedDraft,
  type BuildState,
} from './build';
import { loading } from './loadable';

const dayMs = 86_400_000;
const job = (id: string, contextPath: string, ageMs: number, more: object = {}) =>
  sampleJob(dayMs * 10, {
    id,
    kind: 'build',
    createdAt: new Date(dayMs * 10 - ageMs).toISOString(),
    parameters: { contextPath, ...more },
  });

const state = (change: Partial<BuildState>): BuildState => ({
  contextPath: '/c',
  info: loading,
  drafts: {},
  jobIds: {},
  startingText: null,
  jump: null,
  ...change,
});

describe('rememberedDraft', () => {
  const jobs = [
    job('old', '/c', 2 * dayMs, { tags: ['old'] }),
    job('new', '/c', dayMs, { tags: ['a:1', 'b'], buildArgs: { X: '1' }, noCache: true }),
    job('other', '/d', 0, { tags: ['d'] }),
  ];
  it('takes what the last build of the folder was given', () => {
    expect(rememberedDraft(jobs, '/c')).toEqual({
      ...emptyDraft,
      tags: 'a:1 b',
      args: { X: '1' },
      noCache: true,
    });
  });
  it('knows nothing of a new folder', () => {
    expect(rememberedDraft(jobs, '/e')).toBeNull();
  });
  it('lists folders by their last build', () => {
    expect(recentContexts(jobs)).toEqual(['/d', '/c']);
  });
});

describe('buildOptions', () => {
  it('passes only what was set', () => {
    expect(buildOptions(state({}))).toEqual({ contextPath: '/c' });
  });
  it('passes names, arguments and the edited text', () => {
    const draft = { ...emptyDraft, text: 'FROM a', tags: 'x:1, y', args: { A: '1', B: '' } };
    expect(buildOptions(state({ drafts: { '/c': draft } }))).toEqual({
      contextPath: '/c',
      dockerfileText: 'FROM a',
      tags: ['x:1', 'y'],
      buildArgs: { A: '1' },
    });
  });
  it('drops arguments the file no longer has', () => {
    const info = {
      kind: 'ready',
      value: {
        contextPath: '/c',
        dockerfilePath: '/c/Dockerfile',
        dockerfileText: '',
        fileCount: 0,
        sizeBytes: 0,
        ignoredCount: 0,
        ignoredBytes: 0,
        args: [{ name: 'KEPT', defaultValue: null }],
        targets: [],
        suggestedTag: '',
      },
    } as const;
    const draft = { ...emptyDraft, args: { KEPT: '1', GONE: '2' } };
    expect(buildOptions(state({ info, drafts: { '/c': draft } }))?.buildArgs).toEqual({
      KEPT: '1',
    });
  });
  it('is nothing without a folder', () => {
    expect(buildOptions(state({ contextPath: null }))).toBeNull();
  });
});

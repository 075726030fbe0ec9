import { describe, expect, it } from 'vitest';

import type { BuildStep } from '../../shared/model/job';
import { sampleJob, sampleStep } from '../../test/renderer/sample-data';
import { buildBefore, compareParameters, compareSteps } from './build-compare';

const step = (
  number: number,
  title: string,
  state: BuildStep['state'],
  layer: string | null = 'l',
) => sampleStep({ number, title, state, layer });

const told = (before: ReadonlyArray<BuildStep>, now: ReadonlyArray<BuildStep>) =>
  compareSteps(before, now).steps.map(({ step: one, before: old, what }) => [
    one.title,
    old?.title ?? null,
    what,
  ]);

describe('compareSteps', () => {
  it('says which steps ran again', () => {
    const before = [step(1, 'RUN a', 'done'), step(2, 'COPY b /', 'done')];
    const now = [step(1, 'RUN a', 'cached'), step(2, 'COPY b /', 'done')];
    expect(told(before, now)).toEqual([
      ['RUN a', 'RUN a', 'cached'],
      ['COPY b /', 'COPY b /', 'again'],
    ]);
  });
  it('takes a changed text for the same instruction, and moves along with new ones', () => {
    const before = [step(1, 'RUN a', 'done'), step(2, 'COPY b /', 'done')];
    const now = [
      step(1, 'RUN new', 'done'),
      step(2, 'RUN a', 'done'),
      step(3, 'COPY c /', 'failed', null),
    ];
    expect(told(before, now)).toEqual([
      ['RUN new', null, 'new'],
      ['RUN a', 'RUN a', 'again'],
      ['COPY c /', 'COPY b /', 'again'],
    ]);
  });
  it('lists what is gone', () => {
    const { gone } = compareSteps([step(1, 'RUN a', 'done')], []);
    expect(gone.map((one) => one.title)).toEqual(['RUN a']);
  });
  it('counts a step that failed before as new, and one never reached as that', () => {
    const before = [step(1, 'RUN a', 'failed', null)];
    expect(told(before, [step(1, 'RUN a', 'done')])).toEqual([['RUN a', 'RUN a', 'new']]);
    expect(told(before, [step(1, 'RUN a', 'cancelled', null)])[0]?.[2]).toBe('notReached');
  });
});

const job = (id: string, minute: number, parameters: object) =>
  sampleJob(0, {
    id,
    kind: 'build',
    createdAt: new Date(minute * 60_000).toISOString(),
    parameters: { contextPath: '/c', ...parameters },
  });

it('finds the build before of the same file', () => {
  const jobs = [
    job('other', 4, { contextPath: '/d' }),
    job('now', 5, { dockerfilePath: '/c/Dockerfile' }),
    job('dev', 3, { dockerfilePath: '/c/dev.Dockerfile' }),
    job('before', 2, {}),
    job('older', 1, {}),
  ];
  expect(buildBefore(jobs, jobs[1]!)?.id).toBe('before');
  expect(buildBefore(jobs, jobs[4]!)).toBeNull();
});

it('tells which parameters differ', () => {
  const before = job('a', 1, { target: 'dev', buildArgs: { V: '1', W: 'x' }, tags: ['t'] });
  const now = job('b', 2, { noCache: true, buildArgs: { V: '2', W: 'x' }, tags: ['t'] });
  expect(compareParameters(before, now)).toEqual([
    { name: 'target', before: 'dev', now: null },
    { name: 'noCache', before: null, now: 'true' },
    { name: 'ARG V', before: '1', now: '2' },
  ]);
});

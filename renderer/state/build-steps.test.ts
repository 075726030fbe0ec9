import { describe, expect, it } from 'vitest';

import type { BuildStep, JobLogEntry } from '../../shared/model/job';
import {
  firstUncached,
  outputOf,
  shownStage,
  shownSteps,
  stepsOf,
  stepToShow,
} from './build-steps';

const step = (number: number, state: BuildStep['state'], reason = ''): BuildStep => ({
  number,
  stage: '',
  title: `RUN ${number}`,
  line: number,
  state,
  startedAt: null,
  finishedAt: null,
  reason,
  cause: null,
  inputs: [],
  layer: null,
});
const log: ReadonlyArray<JobLogEntry> = [
  { kind: 'step', seq: 0, at: 0, step: step(2, 'running') },
  { kind: 'step', seq: 1, at: 0, step: step(1, 'cached') },
  { kind: 'output', seq: 2, at: 0, step: 2, stream: 'stdout', text: 'a' },
  { kind: 'message', seq: 3, at: 0, text: 'm' },
  { kind: 'step', seq: 4, at: 0, step: step(2, 'failed', 'x changed') },
];

describe('steps of a build', () => {
  it('keeps the last state of each, in order', () => {
    expect(stepsOf(log).map((one) => [one.number, one.state])).toEqual([
      [1, 'cached'],
      [2, 'failed'],
    ]);
  });
  it('separates the output of a step', () => {
    expect(outputOf(log, 2).map((entry) => entry.text)).toEqual(['a']);
    expect(outputOf(log, null).map((entry) => entry.text)).toEqual(['a', 'm']);
  });
  it.each([
    ['the failed one', [step(1, 'done'), step(2, 'failed'), step(3, 'running')], 2],
    ['the one running', [step(1, 'done'), step(2, 'running')], 2],
    ['the last done', [step(1, 'done'), step(2, 'cached'), step(3, 'waiting')], 2],
    ['none', [step(1, 'waiting')], undefined],
  ])('shows %s', (_name, steps, expected) => {
    expect(stepToShow(steps)?.number).toBe(expected);
  });
  it('leaves out quick work around the instructions', () => {
    const outside = { ...step(3, 'done'), line: null, startedAt: 0 };
    const steps = [
      step(1, 'waiting'),
      { ...outside, finishedAt: 20 },
      { ...outside, number: 4, finishedAt: 2000 },
      { ...outside, number: 5, finishedAt: 5, state: 'failed' as const },
    ];
    expect(shownSteps(steps, 0).map((one) => one.number)).toEqual([1, 4, 5]);
  });
  it.each([
    ['of several', 'deps', ['base', 'deps'], 'deps'],
    ['the only one', 'stage-0', ['stage-0', ''], ''],
    ['outside of all', '', ['base', ''], ''],
  ])('shows the stage: %s', (_name, stage, stages, expected) => {
    expect(
      shownStage(
        { stage },
        stages.map((one) => ({ stage: one })),
      ),
    ).toBe(expected);
  });
  it('finds why the cache ended', () => {
    expect(firstUncached(stepsOf(log))?.reason).toBe('x changed');
  });
});

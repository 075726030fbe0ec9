import { describe, expect, it } from 'vitest';

import type { BuildStep } from '../../shared/model/job';
import { sampleStep } from '../../test/renderer/sample-data';
import { layoutGraph, waitsFor } from './build-graph';

const step = (number: number, stage: string, ...inputs: number[]): BuildStep =>
  sampleStep({ number, stage, inputs });

const lanesOf = (steps: ReadonlyArray<BuildStep>) => layoutGraph(steps).rows.map((row) => row.lane);
const edgesOf = (steps: ReadonlyArray<BuildStep>) =>
  layoutGraph(steps).edges.map(
    (edge) => `${edge.kind} ${edge.fromRow}/${edge.fromLane} ${edge.toRow}/${edge.toLane}`,
  );

const diamond = [
  step(1, 'base'),
  step(2, 'deps', 1),
  step(3, 'deps', 2),
  step(4, 'run', 1),
  step(5, 'run', 4, 3),
];

describe('layoutGraph', () => {
  it('draws one stage as one line', () => {
    const steps = [step(1, 'a'), step(2, 'a', 1), step(3, 'a', 2)];
    expect(lanesOf(steps)).toEqual([0, 0, 0]);
    expect(edgesOf(steps)).toEqual(['straight 0/0 1/0', 'straight 1/0 2/0']);
  });

  it('branches from a base and merges where files are copied', () => {
    expect(lanesOf(diamond)).toEqual([0, 1, 1, 2, 2]);
    expect(edgesOf(diamond)).toEqual([
      'branch 0/0 1/1',
      'straight 1/1 2/1',
      'branch 0/0 3/2',
      'straight 3/2 4/2',
      'merge 2/1 4/2',
    ]);
  });

  it('takes a lane again once nobody needs it', () => {
    const steps = [
      step(1, 'a'),
      step(2, 'b'),
      step(3, 'b', 2, 1),
      step(4, 'c'),
      step(5, 'c', 4, 3),
    ];
    expect(lanesOf(steps)).toEqual([0, 1, 1, 0, 0]);
    expect(layoutGraph(steps).laneCount).toBe(2);
  });

  it('draws two copies from one stage as one edge', () => {
    expect(edgesOf([step(1, 'a'), step(2, 'b', 1, 1)])).toEqual(['branch 0/0 1/1']);
  });

  it('is empty without steps', () => {
    expect(layoutGraph([])).toEqual({ rows: [], edges: [], laneCount: 1 });
  });
});

it('names the stages that a step waits for', () => {
  const waiting = { ...step(5, 'run', 4, 3), state: 'waiting' } as const;
  const done = diamond.map((one) => ({ ...one, state: 'done' }) as const);
  expect(
    waitsFor(
      waiting,
      diamond.map((one) => ({ ...one, state: 'running' })),
    ),
  ).toEqual(['deps']);
  expect(waitsFor(waiting, done)).toEqual([]);
});

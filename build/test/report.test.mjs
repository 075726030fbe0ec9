import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { addCounts, formatCounts, formatFailures } from './count.mjs';
import { root } from '../setup/paths.mjs';
import { summarize } from './report.mjs';

const test = (state, fullName = 'a test') => ({
  fullName,
  result: () => ({ state, errors: state === 'failed' ? [{ message: 'expected 1' }] : [] }),
});
const suite = (fullName, errors) => ({ fullName, errors: () => errors });
const module = (tests, { errors = [], suites = [] } = {}) => ({
  moduleId: path.join(root, 'a.test.ts'),
  errors: () => errors,
  children: { allTests: () => tests, allSuites: () => suites },
});

const [passed, skipped, failed] = [test('passed'), test('skipped'), test('failed')];
const broken = [{ message: 'broken', stack: 'broken\n at a.test.ts:1' }];

describe('a summary', () => {
  it.each([
    ['all passed', [module([passed, passed, passed])], '3 passed, 0 failed'],
    ['one skipped', [module([passed, passed, skipped])], '2 passed, 0 failed, 1 skipped'],
    ['one failed', [module([passed, failed])], '1 passed, 1 failed'],
    [
      'a file that did not load',
      [module([passed]), module([], { errors: broken })],
      '1 passed, 1 failed',
    ],
    [
      'a suite whose set-up failed',
      [module([passed, skipped], { suites: [suite('a suite', broken)] })],
      '1 passed, 1 failed, 1 skipped',
    ],
  ])('counts: %s', (_name, modules, expected) => {
    expect(formatCounts(summarize(modules, []))).toBe(expected);
  });

  it('names each failure', () => {
    const modules = [module([failed]), module([], { suites: [suite('a suite', broken)] })];
    const { failures } = summarize(modules, [{ message: 'a socket closed' }]);
    expect(formatFailures(failures).split('\n')).toEqual([
      'FAILED a.test.ts > a test',
      'expected 1',
      '',
      'FAILED a.test.ts > a suite',
      'broken',
      ' at a.test.ts:1',
      '',
      'FAILED outside any test',
      'a socket closed',
      '',
    ]);
  });
});

it('sums stages', () => {
  const sum = addCounts(
    { passed: 1, failed: 2, skipped: 3, failures: ['a'] },
    { passed: 10, failed: 20, skipped: 30, failures: ['b'] },
  );
  expect(sum).toEqual({ passed: 11, failed: 22, skipped: 33, failures: ['a', 'b'] });
});

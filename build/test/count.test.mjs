import { describe, expect, it } from 'vitest';
import { addCounts, countReport, formatCounts } from './count.mjs';

const file = (status, tests) => ({ status, assertionResults: tests });
const report = (numPassedTests, numFailedTests, numPendingTests, testResults) => ({
  numPassedTests,
  numFailedTests,
  numPendingTests,
  numTodoTests: 0,
  testResults,
});

describe('counting', () => {
  it.each([
    ['all passed', report(3, 0, 0, [file('passed', [1, 2, 3])]), '3 passed, 0 failed'],
    ['one skipped', report(2, 0, 1, [file('passed', [1, 2, 3])]), '2 passed, 0 failed, 1 skipped'],
    ['one failed', report(1, 1, 0, [file('failed', [1, 2])]), '1 passed, 1 failed'],
    ['a file that did not load', report(1, 0, 0, [file('failed', [])]), '1 passed, 1 failed'],
  ])('%s', (_name, given, expected) => {
    expect(formatCounts(countReport(given))).toBe(expected);
  });

  it('sums stages', () => {
    const sum = addCounts(
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 10, failed: 20, skipped: 30 },
    );
    expect(sum).toEqual({ passed: 11, failed: 22, skipped: 33 });
  });
});

import { describe, expect, it } from 'vitest';
import type { BuildWarning } from '../../../shared/model/build';
import { checkReport, warningSummary } from './check-report';

const warning: BuildWarning = {
  rule: 'StageNameCasing',
  page: 'stage-name-casing',
  summary: 'Stage names are lowercase.',
  message: "Stage name 'Base' should be lowercase",
  range: { start: { line: 2, column: 1 }, end: { line: 2, column: 20 } },
  excerpt: '   2 | >>> FROM scratch AS Base',
};

describe('checkReport', () => {
  it('says that there is nothing to say', () => {
    const report = checkReport({ warnings: [], failsBuild: false, unknownRules: [] }, 'Dockerfile');
    expect(report).toBe('Check complete, no warnings found.\n');
  });

  it('shows a finding with its page and its lines', () => {
    const report = checkReport(
      { warnings: [warning], failsBuild: false, unknownRules: ['Foo (did you mean Bar?)'] },
      'web.Dockerfile',
    );
    expect(report).toBe(
      [
        'WARNING: unknown rule in “# check=”: Foo (did you mean Bar?)',
        'Check complete, 1 warning has been found!',
        '',
        'WARNING: StageNameCasing - docs/reference/checks/stage-name-casing.md',
        'Stage names are lowercase.',
        "Stage name 'Base' should be lowercase",
        'web.Dockerfile:2',
        '-'.repeat(20),
        '   2 | >>> FROM scratch AS Base',
        '-'.repeat(20),
        '',
      ].join('\n'),
    );
  });
});

describe('warningSummary', () => {
  const line = " - StageNameCasing: Stage name 'Base' should be lowercase (line 2)\n";
  it('is one line a finding', () => {
    expect(warningSummary([])).toBe('');
    expect(warningSummary([warning])).toBe(`\n 1 warning found (use --check to expand):\n${line}`);
    expect(warningSummary([warning, warning])).toBe(
      `\n 2 warnings found (use --check to expand):\n${line}${line}`,
    );
  });
});

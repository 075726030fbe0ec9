import { describe, expect, it } from 'vitest';

import { diffLines } from './diff-view';

describe('diffLines', () => {
  it('tells the lines of a diff apart and drops its head', () => {
    const unified =
      '--- a\n+++ b\n@@ -1,3 +1,3 @@\n same\n-- old\n++ new\n\\ No newline at end of file\n';
    expect(diffLines(unified)).toEqual([
      { kind: 'place', text: '@@ -1,3 +1,3 @@' },
      { kind: 'same', text: ' same' },
      { kind: 'deleted', text: '-- old' },
      { kind: 'added', text: '++ new' },
      { kind: 'place', text: '\\ No newline at end of file' },
    ]);
  });

  it('has nothing to show of an empty one', () => {
    expect(diffLines('')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';

import type { FileChange } from '../../../shared/model/layer';
import { changeRows, changeTree } from './change-tree';

const change = (
  kind: FileChange['kind'],
  path: string,
  sizeBytes = 1,
  entryKind: FileChange['entryKind'] = 'file',
): FileChange => ({ kind, path, sizeBytes, entryKind });

const lines = (changes: ReadonlyArray<FileChange>): ReadonlyArray<string> =>
  changeRows(changeTree(changes), () => true).map(
    ({ node, depth }) =>
      `${'  '.repeat(depth)}${node.change?.[0] ?? '-'} ${node.name} ${node.sizeBytes} ${node.count}`,
  );

describe('changeTree', () => {
  it.each([
    ['a lone file is one line', [change('added', '/tmp/a/test', 5)], ['a tmp/a/test 5 1']],
    [
      'a touched folder stays when a file in it changed',
      [change('changed', '/root', 4096, 'directory'), change('added', '/root/note', 8)],
      ['c root 8 2', '  a note 8 1'],
    ],
    [
      'folders sum up what is in them',
      [change('added', '/usr/share/a', 2), change('deleted', '/usr/share/b', 3)],
      ['- usr/share 5 2', '  a a 2 1', '  d b 3 1'],
    ],
    [
      'folders come before files',
      [change('added', '/a'), change('added', '/z/1'), change('added', '/z/2')],
      ['- z 2 2', '  a 1 1 1', '  a 2 1 1', 'a a 1 1'],
    ],
    ['nothing', [], []],
  ] as const)('%s', (_name, changes, expected) => {
    expect(lines(changes)).toEqual(expected);
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelledError } from '../../base/abort';
import { contextKinds, walkContext } from './walk-context';

const task = { throwIfCancelled: () => undefined };

describe('walkContext', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'darkroom-walk-'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(...paths: ReadonlyArray<string>): void {
    for (const path of paths) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), path);
    }
  }

  const walk = (ignoreText = '', reportIgnored = false) =>
    walkContext({ root, ignoreText, reportIgnored }, task);

  it('lists folders before what they hold, in byte order', () => {
    write('b/z', 'b/a', 'a', 'B', 'b-c', 'é', 'z');
    expect(walk().paths).toEqual(['B', 'a', 'b', 'b/a', 'b/z', 'b-c', 'z', 'é']);
  });

  it('keeps kinds, targets, sizes and hard links', () => {
    write('f');
    symlinkSync('/etc/passwd', join(root, 'l'));
    execFileSync('ln', [join(root, 'f'), join(root, 'h')]);
    execFileSync('mkfifo', [join(root, 'p')]);
    const walked = walk();
    expect([...walked.kinds].map((kind) => contextKinds[kind])).toEqual([
      'file',
      'file',
      'symlink',
      'fifo',
    ]);
    expect([...walked.targets]).toEqual([[2, '/etc/passwd']]);
    expect([...walked.sizes]).toEqual([1, 1, 0, 0]);
    expect(walked.inodes[0]).toBe(walked.inodes[1]);
    expect(walked.links[0]).toBe(2);
  });

  it('keeps names that are no UTF-8', () => {
    execFileSync('sh', ['-c', `printf x > "$(printf '${root}/a\\377b')"`]);
    expect(walk().paths).toEqual(['a\udcffb']);
  });

  const ignores = [
    { name: 'a folder as a whole', ignore: 'skip\n', left: ['keep', 'keep/x'] },
    { name: 'all but one path', ignore: '*\n!keep/x\n', left: ['keep', 'keep/x'] },
    {
      name: 'an exception below an ignored folder',
      ignore: 'skip\n!skip/deep/y\n',
      left: ['keep', 'keep/x', 'skip', 'skip/deep', 'skip/deep/y'],
    },
    {
      name: 'by name anywhere',
      ignore: '**/y\n',
      left: ['keep', 'keep/x', 'skip', 'skip/deep', 'skip/deep/z', 'skip/q'],
    },
    { name: 'everything', ignore: '*\n', left: [] },
  ];

  it.each(ignores)('leaves out $name', ({ ignore, left }) => {
    write('keep/x', 'skip/deep/y', 'skip/deep/z', 'skip/q');
    expect(walk(ignore).paths).toEqual(left);
    expect(walk(ignore, true).paths).toEqual(left);
  });

  it('tells which line ignored what, and how much', () => {
    write('keep/x', 'skip/deep/y', 'skip/q', 'b.md');
    const walked = walk('# comment\nskip\n*.md\n', true);
    expect(walked.ignored).toEqual([
      { path: 'b.md', line: 3, isFolder: false, files: 1, sizeBytes: 4 },
      { path: 'skip', line: 2, isFolder: true, files: 2, sizeBytes: 17 },
    ]);
    expect(walked.ignoredCount).toBe(3);
    expect(walked.ignoredBytes).toBe('b.md'.length + 'skip/deep/y'.length + 'skip/q'.length);
  });

  it('stops when it is cancelled', () => {
    write('a');
    const cancelled = {
      throwIfCancelled: () => {
        throw cancelledError();
      },
    };
    expect(() => walkContext({ root, ignoreText: '', reportIgnored: false }, cancelled)).toThrow(
      'Cancelled',
    );
  });
});

import type { Change } from './change';

const tree = 'mkdir -p folder/sub; echo x > folder/file; echo y > folder/sub/deep';

/** What is gone, what came back, what moved. */
export const deletionChanges: ReadonlyArray<Change> = [
  { name: 'a file deleted', before: 'echo x > file', change: 'rm file', diff: ['C .', 'D file'] },
  {
    name: 'a symbolic link deleted',
    before: 'ln -s x link',
    change: 'rm link',
    diff: ['C .', 'D link'],
  },
  {
    name: 'an empty folder deleted',
    before: 'mkdir folder',
    change: 'rmdir folder',
    diff: ['C .', 'D folder'],
  },
  { name: 'a folder deleted', before: tree, change: 'rm -r folder', diff: ['C .', 'D folder'] },
  {
    name: 'all files of a folder deleted',
    before: tree,
    change: 'rm -r folder/file folder/sub',
    diff: ['C .', 'C folder', 'D folder/file', 'D folder/sub'],
  },
  {
    name: 'nested deletions',
    before:
      'mkdir -p a/b/c; echo 1 > a/one; echo 2 > a/b/two; echo 3 > a/b/c/three; echo 4 > a/b/c/four',
    change: 'rm a/b/c/three a/one',
    diff: ['C .', 'C a', 'C a/b', 'C a/b/c', 'D a/b/c/three', 'D a/one'],
  },
  {
    name: 'made and deleted',
    change: 'echo x > file; rm file; mkdir folder; echo x > folder/y; rm -r folder',
    diff: [],
  },
  {
    name: 'a file, then a file',
    before: 'echo x > file',
    change: 'rm file; echo y > file',
    diff: ['C .', 'C file'],
  },
  {
    name: 'a file, then a folder',
    before: 'echo x > file',
    change: 'rm file; mkdir file; echo y > file/inside',
    diff: ['C .', 'C file', 'A file/inside'],
    idleMarks: ['file'],
  },
  {
    name: 'a folder, then a file',
    before: tree,
    change: 'rm -r folder; echo y > folder',
    diff: ['C .', 'C folder'],
  },
  {
    name: 'a folder, then a folder',
    before: tree,
    change: 'rm -r folder; mkdir folder; echo z > folder/new',
    diff: ['C .', 'C folder', 'D folder/file', 'A folder/new', 'D folder/sub'],
  },
  {
    name: 'a folder, then the same again',
    before: tree,
    change: 'cp -a folder copy; rm -r folder; mv copy folder',
    diff: [],
  },
  {
    name: 'a folder, then an empty folder',
    before: tree,
    change: 'rm -r folder; mkdir -m 711 folder',
    diff: ['C .', 'C folder', 'D folder/file', 'D folder/sub'],
  },
  {
    name: 'a folder in an opaque folder',
    before: tree,
    change: 'rm -r folder; mkdir -p folder/sub; echo z > folder/sub/new',
    diff: [
      'C .',
      'C folder',
      'D folder/file',
      'C folder/sub',
      'D folder/sub/deep',
      'A folder/sub/new',
    ],
  },
  {
    name: 'a file, then a fifo',
    before: 'echo x > file',
    change: 'rm file; mkfifo file',
    diff: ['C .', 'C file'],
  },
  {
    name: 'a file renamed',
    before: 'echo x > old',
    change: 'mv old new',
    diff: ['C .', 'A new', 'D old'],
  },
  {
    name: 'a file renamed over another',
    before: 'echo x > one; echo y > two',
    change: 'mv one two',
    diff: ['C .', 'D one'],
  },
  {
    name: 'a folder renamed',
    before: tree,
    change: 'mv folder moved',
    diff: ['C .', 'D folder', 'A moved', 'A moved/file', 'A moved/sub', 'A moved/sub/deep'],
  },
  {
    name: 'a folder renamed and a folder made in its place',
    before: tree,
    change: 'mv folder moved; mkdir folder; echo z > folder/new',
    diff: [
      'C .',
      'C folder',
      'D folder/file',
      'A folder/new',
      'D folder/sub',
      'A moved',
      'A moved/file',
      'A moved/sub',
      'A moved/sub/deep',
    ],
  },
  {
    name: 'a folder renamed and changed',
    before: tree,
    change: 'mv folder moved; rm moved/file; echo z > moved/sub/new',
    diff: ['C .', 'D folder', 'A moved', 'A moved/sub', 'A moved/sub/deep', 'A moved/sub/new'],
  },
  {
    name: 'a folder moved into another',
    before: `${tree}; mkdir target`,
    change: 'mv folder target/',
    diff: [
      'C .',
      'D folder',
      'C target',
      'A target/folder',
      'A target/folder/file',
      'A target/folder/sub',
      'A target/folder/sub/deep',
    ],
  },
  {
    name: 'two folders that swap names',
    before: 'mkdir one two; echo 1 > one/file; echo 2 > two/other',
    change: 'mv one tmp; mv two one; mv tmp two',
    diff: ['C .', 'C one', 'D one/file', 'A one/other', 'C two', 'A two/file', 'D two/other'],
  },
  {
    name: 'a new folder renamed',
    change: 'mkdir old; echo x > old/file; mv old new',
    diff: ['C .', 'A new', 'A new/file'],
    idleMarks: ['new'],
  },
  {
    name: 'a folder deleted of which a file is open',
    before: tree,
    change: 'exec 9< folder/file; rm -r folder',
    diff: ['C .', 'D folder'],
  },
];

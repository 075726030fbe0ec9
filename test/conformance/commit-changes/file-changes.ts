import type { Change } from './change';

/** Content, modes, owners, times and attributes of files and folders. */
export const fileChanges: ReadonlyArray<Change> = [
  { name: 'nothing at all', change: 'cat file', before: 'echo x > file', diff: [] },
  {
    name: 'a new file',
    change: 'echo new > file; chmod 640 file; chown 12:34 file; at 981173106 file',
    diff: ['C .', 'A file'],
  },
  {
    name: 'a file that grows',
    before: 'echo old > file',
    change: 'echo more >> file',
    diff: ['C .', 'C file'],
  },
  {
    name: 'a file cut to nothing',
    before: 'echo old > file',
    change: ': > file; at 981173106 file',
    diff: ['C .', 'C file'],
  },
  {
    name: 'a file written with what it had',
    before: 'echo same > file',
    change: 'echo same > file',
    diff: ['C .', 'C file'],
  },
  {
    name: 'a byte in the middle',
    before: 'head -c 300000 /dev/zero > file',
    change: 'printf x | dd of=file bs=1 seek=150000 conv=notrunc 2> /dev/null',
    diff: ['C .', 'C file'],
  },
  { name: 'mode only', before: 'echo x > file', change: 'chmod 600 file', diff: ['C .', 'C file'] },
  {
    name: 'mode only of a folder',
    before: 'mkdir folder; echo x > folder/inside',
    change: 'chmod 700 folder',
    diff: ['C .', 'C folder'],
  },
  { name: 'mode 0', before: 'echo x > file', change: 'chmod 0 file', diff: ['C .', 'C file'] },
  {
    name: 'owner only',
    before: 'echo x > file',
    change: 'chown 7:8 file',
    diff: ['C .', 'C file'],
  },
  {
    name: 'owner only of a link',
    before: 'ln -s file link',
    change: 'chown -h 7:8 link',
    diff: ['C .', 'C link'],
  },
  {
    name: 'owners with large numbers',
    before: 'echo x > file',
    change: 'chown 65000:64999 file',
    diff: ['C .', 'C file'],
  },
  {
    name: 'an owner set to what it was',
    before: 'echo x > file',
    change: 'chown 0:0 file',
    diff: [],
  },
  {
    name: 'setuid, setgid and sticky',
    before: 'mkdir group; echo x > sticky',
    change:
      'echo x > user; chmod 4755 user; chmod 2755 group; chmod 1644 sticky; mkdir tmp; chmod 1777 tmp',
    diff: ['C .', 'C group', 'C sticky', 'A tmp', 'A user'],
  },
  {
    name: 'a new owner drops setuid',
    before: 'echo x > file; chmod 6755 file',
    change: 'chown 3:3 file',
    diff: ['C .', 'C file'],
  },
  {
    name: 'time only',
    before: 'echo x > file',
    change: 'at 981173106 file',
    diff: ['C .', 'C file'],
  },
  {
    name: 'time only of a folder',
    before: 'mkdir folder',
    change: 'at 981173106 folder',
    diff: [],
  },
  {
    name: 'time only of a link',
    before: 'ln -s file link',
    change: 'at 981173106 link',
    diff: ['C .', 'C link'],
  },
  {
    name: 'a fraction of a second',
    change: 'echo x > file; at 981173106.789012345 file',
    diff: ['C .', 'A file'],
    differs: {
      why: 'Docker cuts times to whole seconds (archive.FileInfoHeaderNoLookups)',
      layer: { file: { mtimeNanos: 0 } },
    },
  },
  {
    name: 'times before 1970',
    change: 'echo x > file; at -1 file; echo y > older; at -2000000000 older',
    diff: ['C .', 'A file', 'A older'],
    differs: {
      why: 'Docker unpacks times before 1970 as 1970 (pkg/system Chtimes); its layer has them as they are',
      shown: [
        ['-1 ', '0 '],
        ['-2000000000 ', '0 '],
      ],
    },
  },
  {
    name: 'times at and after 2038',
    change: 'echo x > last; at 2147483647 last; echo y > first; at 2147483648 first',
    diff: ['C .', 'A first', 'A last'],
  },
  {
    name: 'times after 2106',
    change: 'echo x > file; at 4294967296 file; echo y > later; at 7258118400 later',
    diff: ['C .', 'A file', 'A later'],
  },
  {
    name: 'times after 2242, beyond the octal field',
    change:
      'echo x > last; at 8589934591 last; echo y > first; at 8589934592 first; mkdir folder; at 9000000000 folder',
    diff: ['C .', 'A first', 'A folder', 'A last'],
  },
  { name: 'the time 0', before: 'echo x > file', change: 'at 0 file', diff: ['C .', 'C file'] },
  {
    name: 'a sparse file',
    change:
      'truncate -s 5000000 file; printf end | dd of=file bs=1 seek=2500000 conv=notrunc 2> /dev/null',
    diff: ['C .', 'A file'],
  },
  {
    name: 'an empty folder',
    change: 'mkdir folder',
    diff: ['C .', 'A folder'],
  },
  { name: 'an empty file', change: ': > file', diff: ['C .', 'A file'] },
  {
    name: 'deep folders',
    change: 'mkdir -p a/b/c/d/e/f/g; echo x > a/b/c/d/e/f/g/file',
    diff: [
      'C .',
      'A a',
      'A a/b',
      'A a/b/c',
      'A a/b/c/d',
      'A a/b/c/d/e',
      'A a/b/c/d/e/f',
      'A a/b/c/d/e/f/g',
      'A a/b/c/d/e/f/g/file',
    ],
  },
  {
    name: 'a new file deep in a folder of the image',
    before: 'mkdir -p a/b/c; echo x > a/b/c/old',
    change: 'echo y > a/b/c/new',
    diff: ['C .', 'C a', 'C a/b', 'C a/b/c', 'A a/b/c/new'],
  },
  {
    name: 'a file of 20 MB',
    change: 'head -c 20000000 /dev/zero | tr "\\0" x > file',
    diff: ['C .', 'A file'],
  },
  {
    name: 'an attribute of users',
    before: 'echo x > changed',
    change: 'echo x > file; attribute file user.note 7600616c; attribute changed user.note 62',
    diff: ['C .', 'A file'],
    differs: {
      why: 'Docker reads no attribute but security.capability (archive.ReadSecurityXattrToTarHeader)',
      layer: { file: { xattrs: undefined }, changed: { xattrs: undefined } },
    },
  },
  {
    name: 'a capability',
    before: 'echo x > changed; chmod 755 changed',
    change:
      'echo x > file; chmod 755 file; attribute file security.capability 0100000200040000000000000000000000000000; attribute changed security.capability 0100000200200000000000000000000000000000',
    diff: ['C .', 'C changed', 'A file'],
  },
  {
    name: 'a capability of the image',
    before:
      'echo x > file; chmod 755 file; perl "$ATTRIBUTE" file security.capability 0100000200040000000000000000000000000000',
    change: 'at 981173106 file',
    diff: ['C .', 'C file'],
  },
  {
    name: 'a capability lost by writing',
    before:
      'echo x > file; chmod 755 file; perl "$ATTRIBUTE" file security.capability 0100000200040000000000000000000000000000',
    change: 'echo y >> file',
    diff: ['C .', 'C file'],
  },
];

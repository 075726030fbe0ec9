import type { Change } from './change';

const long = 'l'.repeat(255);
const middle = 'm'.repeat(120);

/** Names that are hard to write down. */
export const nameChanges: ReadonlyArray<Change> = [
  {
    name: 'a newline in a name',
    before: 'echo x > "$(printf \'old\\nline\')"',
    change: 'echo x > "$(printf \'new\\nline\')"; rm old*',
    diff: ['C .', 'A new\nline', 'D old\nline'],
  },
  {
    name: 'names that are no utf-8',
    before: 'echo x > "$(printf \'old\\377\')"',
    change: 'echo x > "$(printf \'bad\\377\\376utf8\')"; rm old*',
    diff: ['C .', 'A bad\ufffd\ufffdutf8', 'D old\ufffd'],
  },
  {
    name: 'names in other scripts',
    change: 'echo x > ünïcødé-中文; mkdir 目录; echo y > 目录/文件; echo z > 🌊',
    diff: ['C .', 'A ünïcødé-中文', 'A 目录', 'A 目录/文件', 'A 🌊'],
  },
  {
    name: 'composed and decomposed',
    change: 'echo 1 > "$(printf \'e\\314\\201\')"; echo 2 > "$(printf \'\\303\\251\')"',
    diff: ['C .', 'A e\u0301', 'A \u00e9'],
  },
  {
    name: 'blanks, quotes and wildcards',
    change: `echo 1 > 'with blank'; echo 2 > '*?[glob]'; echo 3 > "it's"; echo 4 > 'back\\slash'; echo 5 > ' '; echo 6 > 'tab	'; echo 7 > '"'`,
    diff: ['C .', 'A  ', 'A "', 'A *?[glob]', 'A back\\slash', "A it's", 'A tab\t', 'A with blank'],
  },
  {
    name: 'dashes and dots',
    change: 'echo 1 > -dash; echo 2 > .hidden; echo 3 > ...; mkdir ..folder',
    diff: ['C .', 'A -dash', 'A ...', 'A ..folder', 'A .hidden'],
  },
  {
    name: 'names that begin like a whiteout',
    change: 'echo 1 > .w; echo 2 > .wh; echo 3 > wh.x; echo 4 > .WH.x; mkdir .whiteout',
    diff: ['C .', 'A .WH.x', 'A .w', 'A .wh', 'A .whiteout', 'A wh.x'],
  },
  {
    name: 'control characters',
    change: `echo 1 > "$(printf 'a\\001\\033[31mb')"; echo 2 > "$(printf 'cr\\rx')"`,
    diff: ['C .', 'A a\u0001\u001b[31mb', 'A cr\rx'],
  },
  {
    name: 'a name of 255 bytes',
    before: `echo x > ${'o'.repeat(251)}`,
    change: `echo x > ${long}; rm ooo*`,
    diff: ['C .', `A ${long}`, `D ${'o'.repeat(251)}`],
  },
  {
    name: 'a path beyond the prefix of ustar',
    change: `mkdir -p ${middle}/${middle}/${middle}; echo x > ${middle}/${middle}/${middle}/file; ln -s ${middle}/${middle}/${middle}/file link; ln ${middle}/${middle}/${middle}/file hard`,
    diff: [
      'C .',
      'A hard',
      'A link',
      `A ${middle}`,
      `A ${middle}/${middle}`,
      `A ${middle}/${middle}/${middle}`,
      `A ${middle}/${middle}/${middle}/file`,
    ],
  },
  {
    name: 'a name with a colon and an equals sign',
    change: 'echo 1 > a:b; echo 2 > c=d; echo 3 > "100% e"',
    diff: ['C .', 'A 100% e', 'A a:b', 'A c=d'],
  },
];

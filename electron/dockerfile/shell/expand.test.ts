import { describe, expect, it } from 'vitest';
import { DarkroomError } from '../../../shared/errors';
import { expandWord, expandWords } from './expand';
import { maximumExpansionLength } from './limits';

/** Every result below is what Docker 26.1 stored for `LABEL name=<text>`. */
const groups: ReadonlyArray<{
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly cases: ReadonlyArray<readonly [string, string]>;
}> = [
  {
    name: 'words, quotes and escapes',
    variables: { X: '1' },
    cases: [
      ['a', 'a'],
      ['"a b"', 'a b'],
      ["'a b'", 'a b'],
      ['a\\ b', 'a b'],
      ['"a\\"b"', 'a"b'],
      ["'a\\b'", 'a\\b'],
      ['"a\\nb"', 'a\\nb'],
      ['a\\nb', 'anb'],
      ['"$$"', ''],
      ['$', '$'],
      ['"$ x"', '$ x'],
      ['$5', ''],
      ['$5a', 'a'],
      ['${5}', ''],
      ['"\\$X"', '$X'],
      ['\\$X', '$X'],
      ["'$X'", '$X'],
      ['a"b c"d', 'ab cd'],
      ['"a\'b"', "a'b"],
      ["'a\"b'", 'a"b'],
      ['a\\\\b', 'a\\b'],
      ['"a\\\\b"', 'a\\b'],
      ['é', 'é'],
      ['"日本 x"', '日本 x'],
      ['$é', ''],
      ['$*', ''],
      ['$@', ''],
      ['$#', ''],
      ['$?', ''],
      ['$-', ''],
      ['$!', ''],
      ['$0x', 'x'],
      ['""', ''],
      ["''", ''],
      ['a=b=c', 'a=b=c'],
      ['"a=b"', 'a=b'],
      ['=', '='],
      ['==x', '==x'],
    ],
  },
  {
    name: '- + ? and their colons',
    variables: { X: 'val', E: '' },
    cases: [
      ['${X:-d}', 'val'],
      ['${U:-d}', 'd'],
      ['${E:-d}', 'd'],
      ['${X-d}', 'val'],
      ['${U-d}', 'd'],
      ['${E-d}', ''],
      ['${X:+d}', 'd'],
      ['${U:+d}', ''],
      ['${E:+d}', ''],
      ['${X+d}', 'd'],
      ['${U+d}', ''],
      ['${E+d}', 'd'],
      ['${U:-"a b"}', 'a b'],
      ['"${U:-a b}"', 'a b'],
      ["${U:-'a b'}", 'a b'],
      ['${U:-${X}}', 'val'],
      ['${U:-${V:-deep}}', 'deep'],
      ['${U:-$X$X}', 'valval'],
      ['${U:-}', ''],
      ['${X:?m}', 'val'],
      ['${X?m}', 'val'],
      ['${E?m}', ''],
      ['"${U:-a\\}b}"', 'a}b'],
      ['a${X}b', 'avalb'],
      ['${X}${X}', 'valval'],
      ['$X$X', 'valval'],
      ['${X:-}}', 'val}'],
      ['$X-y', 'val-y'],
      ['$X:y', 'val:y'],
      ['${X}:y', 'val:y'],
    ],
  },
  {
    name: '# ## % %%',
    variables: { P: '/usr/lib/x.tar', S: 'a*b?c', A: 'abcabcabc' },
    cases: [
      ['${P#*/}', 'usr/lib/x.tar'],
      ['${P##*/}', 'x.tar'],
      ['${P%/*}', '/usr/lib'],
      ['${P%%/*}', ''],
      ['${P#?usr}', '/lib/x.tar'],
      ['${P%.t?r}', '/usr/lib/x'],
      ['${P#x}', '/usr/lib/x.tar'],
      ['${P##x}', '/usr/lib/x.tar'],
      ['${P%%*}', ''],
      ['${P##*}', ''],
      ['${P#*}', '/usr/lib/x.tar'],
      ['${P%*}', '/usr/lib/x.tar'],
      ['${S#a\\*}', 'b?c'],
      ['${S%\\?c}', 'a*b'],
      ['"${P%/*}"', '/usr/lib'],
      ['${P##*.}', 'tar'],
      ['${P%%.*}', '/usr/lib/x'],
      ['${U#*/}', ''],
      ['${S##*\\*}', 'b?c'],
      ['${P#/}', 'usr/lib/x.tar'],
      ['${P%r}', '/usr/lib/x.ta'],
      ['${P%??}', '/usr/lib/x.t'],
      ['${A##*b}', 'c'],
      ['${A#*b}', 'cabcabc'],
      ['${A%b*}', 'abcabca'],
      ['${A%%b*}', 'a'],
    ],
  },
  {
    name: '/ and //',
    variables: { P: '/usr/lib/x.tar', A: 'abcabcabc', B: 'b' },
    cases: [
      ['${P/l/L}', '/usr/Lib/x.tar'],
      ['${P//l/L}', '/usr/Lib/x.tar'],
      ['${P//\\//_}', '_usr_lib_x.tar'],
      ['${P/u*/X}', '/X'],
      ['${P//?/x}', 'xxxxxxxxxxxxxx'],
      ['${P//s/}', '/ur/lib/x.tar'],
      ['${P/zz/y}', '/usr/lib/x.tar'],
      ['${P//./-}', '/usr/lib/x-tar'],
      ['"${P//\\//::}"', '::usr::lib::x.tar'],
      ['${P/\\/usr/R}', 'R/lib/x.tar'],
      ['${A//b/$P}', 'a/usr/lib/x.tarca/usr/lib/x.tarca/usr/lib/x.tarc'],
      ['${A//$B/z}', 'azcazcazc'],
      ['${A/*/q}', 'q'],
      ['${A//a*b/q}', 'qc'],
      ['${A//c?/q}', 'abqbqbc'],
      ['${U/a/b}', ''],
      ['${A//(/x}', 'abcabcabc'],
      ['${A//[abc]/x}', 'abcabcabc'],
      ["${A/b/'x y'}", 'ax ycabcabc'],
      ['${A//b/"x y"}', 'ax ycax ycax yc'],
      ['"${A//b/x y}"', 'ax ycax ycax yc'],
    ],
  },
  { name: '// with an empty pattern', variables: { A: 'abc' }, cases: [['${A///x}', 'xaxbxcx']] },
  {
    name: '// with a template',
    variables: { A: 'abc', B: '$0$0' },
    cases: [
      ['${A//b/$B}', 'abbc'],
      ['${A/b/$B}', 'a$0$0c'],
    ],
  },
  {
    name: 'escapes in a replacement',
    variables: { A: 'abc' },
    cases: [
      ['${A//b/\\/}', 'a\\/c'],
      ['${A/b/\\}x}', 'a\\}xc'],
      ['${A//b/\\\\}', 'a\\\\c'],
    ],
  },
  { name: '// with *', variables: { A: 'abc' }, cases: [['${A//*/q}', 'q']] },
];

const failures: ReadonlyArray<readonly [string, string]> = [
  ['${X:?}', 'X: is not allowed to be unset'],
  ['${X?}', 'X: is not allowed to be unset'],
  ['${X', "syntax error: missing '}'"],
  ['${}', 'syntax error: bad substitution'],
  ['${:x}', 'syntax error: bad substitution'],
  ['${{x}}', 'syntax error: bad substitution'],
  ['${X^}', 'unsupported modifier (^) in substitution'],
  ['${X@}', 'unsupported modifier (@) in substitution'],
  ['${X:', 'unsupported modifier (:) in substitution'],
  ['${X/a}', "syntax error: missing '/'"],
  ['${X/a/b', "syntax error: missing '}'"],
  ['"a', 'unexpected end of statement while looking for matching double-quote'],
  ["'a", 'unexpected end of statement while looking for matching single-quote'],
  ['${X:-"a}', 'unexpected end of statement while looking for matching double-quote'],
  ['"${X:-a"', 'unexpected end of statement while looking for matching double-quote'],
  ['${X#a\\b}', "invalid pattern (a\\b) in substitution: invalid escape '\\b'"],
  ['${X:x}', 'unsupported modifier (:x) in substitution'],
  ['${X~y}', 'unsupported modifier (~) in substitution'],
  ['${X,}', 'unsupported modifier (,) in substitution'],
  ['"$', 'unexpected end of statement while looking for matching double-quote'],
];

describe('expandWord', () => {
  for (const { name, variables, cases } of groups) {
    const environment = new Map(Object.entries(variables));
    it.each(cases)(`${name}: %s`, (text, expected) => {
      expect(expandWord(text, environment).text).toBe(expected);
    });
  }

  it.each(failures)('refuses %s', (text, message) => {
    expect(() => expandWord(text, new Map([['Y', '1']]))).toThrow(
      expect.objectContaining({ code: 'DOCKERFILE_EXPANSION', message }),
    );
  });

  it('says which variables it used and which had no value', () => {
    const environment = new Map([
      ['A', '1'],
      ['EMPTY', ''],
    ]);
    const expansion = expandWord("$A ${B:-$C} ${EMPTY:-x} \\$D '$E'", environment);
    expect([...expansion.used].sort()).toEqual(['A', 'EMPTY']);
    expect([...expansion.unset].sort()).toEqual(['B', 'C']);
  });

  it('takes an empty pattern, which ends the daemon of Docker 26.1', () => {
    expect(expandWord('${A#}${A##}${A%}${A%%}', new Map([['A', 'x']])).text).toBe('xxxx');
  });

  it('escapes with a backtick when the file says so', () => {
    const environment = new Map([['A', '1']]);
    expect(expandWord('a` `$A $A C:\\dir "`"`x"', environment, { escape: '`' }).text).toBe(
      'a $A 1 C:\\dir "`x',
    );
  });

  it('ignores quotes in here-documents', () => {
    const text = '"$A" \'$A\' \\$A <<$A';
    expect(expandWord(text, new Map([['A', '1']]), { ignoreQuotes: true }).text).toBe(
      '"1" \'1\' $A <<1',
    );
  });

  it('keeps what it is told to keep', () => {
    const text = '"a b" $U ${U} ${U:-x} ${U//a/b} \\$U';
    const mode = { keepQuotes: true, keepEscapes: true, keepUnset: true };
    expect(expandWord(text, new Map(), mode).text).toBe(text);
  });

  it('stops before a value fills the memory', () => {
    const environment = new Map([['A', 'x'.repeat(maximumExpansionLength / 2 + 1)]]);
    expect(() => expandWord('$A$A', environment)).toThrow(/longer than/);
    expect(() => expandWord('${A//x/$A}', environment)).toThrow(/longer than/);
  });

  it('stops at absurd nesting', () => {
    const text = '${a:-'.repeat(100_000);
    expect(() => expandWord(text, new Map())).toThrow(DarkroomError);
  });

  // The matcher counts its steps and stops at maximumMatchSteps: following one possibility after the
  // other, the first would need 20,000 over 40 of them.
  it('matches hostile patterns within its steps, or stops', () => {
    const environment = new Map([['A', 'a'.repeat(20_000)]]);
    const pattern = '*a'.repeat(40);
    expect(expandWord(`\${A##${pattern}b}`, environment).text).toHaveLength(20_000);
    expect(() => expandWord(`\${A//${pattern}b/x}`, environment)).toThrow(/too expensive/);
  });
});

describe('expandWords', () => {
  it.each([
    ['a  b', ['a', 'b']],
    ['"a  b" c', ['a  b', 'c']],
    ['$L', ['x', 'y']],
    ['"$L"', ['x y']],
    ['a\\ b', ['a b']],
    ['a"b c"d', ['ab cd']],
    ['  ', []],
    ['${L:-z} ${U:-p q}', ['x', 'y', 'p', 'q']],
  ])('%s', (text, expected) => {
    expect(expandWords(text, new Map([['L', 'x y']])).words).toEqual(expected);
  });
});

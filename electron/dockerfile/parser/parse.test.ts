import { describe, expect, it } from 'vitest';
import type { SourceRange } from '../../../shared/errors';
import type { DockerfileNode } from './nodes';
import { parseSource } from './parse';

const span = (range: SourceRange): string =>
  `${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column}`;

const onlyNode = (text: string): DockerfileNode => {
  const { nodes } = parseSource(text);
  expect(nodes).toHaveLength(1);
  return nodes[0] as DockerfileNode;
};

describe('parseSource', () => {
  it('keeps first and last line and column of everything', () => {
    const text =
      '# c\n  FROM  --platform=x \\\n   alpine AS b\n\nRUN --mount=a \\\n  # why\n\n  echo <<EOF\nx\nEOF\n';
    const [from, run] = parseSource(text).nodes;
    expect(span((from as DockerfileNode).range)).toBe('2:3-3:14');
    expect(span((from as DockerfileNode).keyword.range)).toBe('2:3-2:6');
    expect(from?.flags.map((flag) => span(flag.range))).toEqual(['2:9-2:20']);
    expect(
      from?.arguments.kind === 'words' && from.arguments.words.map((word) => span(word.range)),
    ).toEqual(['3:4-3:9', '3:11-3:12', '3:14-3:14']);
    expect(span((run as DockerfileNode).range)).toBe('5:1-10:3');
    expect(run?.heredocs.map((heredoc) => span(heredoc.range))).toEqual(['9:1-10:3']);
  });

  it('reads CRLF files and byte order marks', () => {
    const tree = parseSource('\ufeffFROM a\r\nRUN <<E\r\nx\r\nE\r\nENV A=1 \\\r\n B=2');
    expect(tree.nodes.map((node) => node.original)).toEqual(['FROM a', 'RUN <<E', 'ENV A=1  B=2']);
    expect(tree.nodes[1]?.heredocs[0]?.content).toBe('x\r\n');
    expect(tree.nodes[0]?.range.start).toEqual({ line: 1, column: 2 });
  });

  it.each([
    ['two escape characters', 'ENV A=a\\\\\nENV B=1', ['ENV A=a\\\\', 'ENV B=1']],
    ['blanks behind the escape', 'ENV A=1 \\ \t\n B=2', ['ENV A=1  B=2']],
    ['comments inside', 'ENV A=1 \\\n # c\n#d\n B=2', ['ENV A=1  B=2']],
    ['the end of the file', 'ENV A=1 \\', ['ENV A=1']],
    ['an escape on its own line', '\\\nENV A=1', ['ENV A=1']],
    ['indented instructions', '\t ENV A=1\n  # c\n\u00a0ENV B=2', ['ENV A=1', 'ENV B=2']],
  ])('joins lines at %s', (_name, text, originals) => {
    expect(parseSource(text).nodes.map((node) => node.original)).toEqual(originals);
  });

  it('warns of empty lines inside an instruction', () => {
    const { warnings } = parseSource('FROM a\nRUN x \\\n\n  y\nENV A=1 \\\n B=2\n');
    expect(warnings.map((warning) => span(warning.range))).toEqual(['3:1-3:1']);
  });

  it.each([
    ['the backtick', '# escape=`\nENV A=a` b `\n B=2', 'ENV A=a` b  B=2'],
    ['any case and spaces', '#  EsCaPe = `\nENV A=1 `\nB=2', 'ENV A=1 B=2'],
    [
      'several directives',
      '# syntax=docker/dockerfile:1\n# escape=`\nENV A=1 `\nB=2',
      'ENV A=1 B=2',
    ],
  ])('honours # escape= with %s', (_name, text, original) => {
    expect(onlyNode(text).original).toBe(original);
  });

  it.each([
    ['a comment', '# c\n# escape=`\nRUN a `'],
    ['an empty line', '\n# escape=`\nRUN a `'],
    ['an instruction', 'ENV B=1\n# escape=`\nRUN a `'],
    ['an unknown directive', '# foo=bar\n# escape=`\nRUN a `'],
    ['a shebang', '#!/bin/x\n# escape=`\nRUN a `'],
  ])('takes # escape= behind %s for a comment', (_name, text) => {
    const { nodes, escape } = parseSource(text);
    expect(escape).toBe('\\');
    expect(nodes[nodes.length - 1]?.original).toBe('RUN a `');
  });

  it('finds # syntax= and # check= behind a shebang', () => {
    const { directives } = parseSource('#!/x\n# syntax=a\n# check=skip=all\nFROM a');
    expect(directives.map(({ name, value, range }) => [name, value, range.start.line])).toEqual([
      ['syntax', 'a', 2],
      ['check', 'skip=all', 3],
    ]);
  });

  it('keeps the comments directly above an instruction', () => {
    const text = '# check=skip=all\n# far\n\n# near\n#  nearer \nARG A\n# x\n#\nARG B\nARG C';
    expect(parseSource(text).nodes.map((node) => node.comments)).toEqual([
      ['near', 'nearer'],
      [],
      [],
    ]);
  });

  it.each([
    ['none', 'DOCKERFILE_EMPTY', '', 1],
    ['only comments', 'DOCKERFILE_EMPTY', '# a\n\n', 1],
    ['a directive twice', 'DOCKERFILE_SYNTAX', '# escape=`\n# escape=`\nFROM a', 2],
    ['a bad escape', 'DOCKERFILE_SYNTAX', '# escape=x\nFROM a', 1],
    ['ENV without a value', 'DOCKERFILE_SYNTAX', 'FROM a\nENV x', 2],
    ['a word without =', 'DOCKERFILE_SYNTAX', 'FROM a\nENV x=y \\\n  z', 3],
    ['numbers in JSON', 'DOCKERFILE_SYNTAX', 'FROM a\nCMD ["a", 1]', 2],
    ['an open here-document', 'DOCKERFILE_SYNTAX', 'FROM a\n\nRUN <<E\nx\n', 3],
  ])('refuses %s', (_name, code, text, line) => {
    expect(() => parseSource(text)).toThrow(
      expect.objectContaining({
        code,
        range: expect.objectContaining({
          start: expect.objectContaining({ line }) as unknown,
        }) as unknown,
      }),
    );
  });
});

describe('here-documents', () => {
  it.each([
    ['one', 'RUN <<EOF\na\nb\nEOF', [['EOF', 'a\nb\n', true, false]]],
    ['empty', 'RUN <<EOF\nEOF', [['EOF', '', true, false]]],
    [
      'several',
      'COPY <<a <<"b" <<-c /d/\n1\na\n$2\nb\n\t3\n\tc',
      [
        ['a', '1\n', true, false],
        ['b', '$2\n', false, false],
        ['c', '\t3\n', true, true],
      ],
    ],
    ['a quoted name', "RUN <<'E'\n$A\nE", [['E', '$A\n', false, false]]],
    ['a partly quoted name', 'RUN <<E"O"F\nx\nEOF', [['EOF', 'x\n', false, false]]],
    ['a descriptor', 'RUN 3<<E\nx\nE', [['E', 'x\n', true, false]]],
    ['a space before the name', 'RUN cat << E\nx\nE', [['E', 'x\n', true, false]]],
    ['ONBUILD', 'ONBUILD RUN <<E\nx\nE', [['E', 'x\n', true, false]]],
    ['instructions inside', 'RUN <<E\nFROM x\n# c\nE', [['E', 'FROM x\n# c\n', true, false]]],
  ])('%s', (_name, text, expected) => {
    const found = onlyNode(text).heredocs.map((heredoc) => [
      heredoc.name,
      heredoc.content,
      heredoc.expand,
      heredoc.stripTabs,
    ]);
    expect(found).toEqual(expected);
  });

  it.each([
    ['a shift operator', 'RUN echo $((1 << 2))'],
    ['a here-string', 'RUN cat <<<x'],
    ['a quoted mark', 'RUN echo "<<E"'],
    ['an open quote', "RUN echo it's <<E"],
    ['JSON', 'RUN ["<<E"]'],
    ['another instruction', 'ENV A=<<E'],
  ])('%s is none', (_name, text) => {
    expect(onlyNode(text).heredocs).toEqual([]);
  });
});

describe('flags', () => {
  it.each([
    ['quotes', 'COPY --a="b c" --d=\'e f\' x y', ['--a=b c', '--d=e f']],
    ['escapes', 'COPY --a=b\\ c x y', ['--a=b c']],
    ['the end of flags', 'COPY --a -- --b y', ['--a']],
    ['non-ASCII', 'COPY --chown=é:ü x y', ['--chown=é:ü']],
    ['only at the start', 'COPY a --b c', []],
  ])('%s', (_name, text, expected) => {
    expect(onlyNode(text).flags.map((flag) => flag.text)).toEqual(expected);
  });
});

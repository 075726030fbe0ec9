export type TokenKind = 'plain' | 'keyword' | 'comment' | 'string' | 'variable' | 'flag';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const instruction =
  /^(\s*)(ONBUILD\s+)?(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)(?=\s|$)/i;

/** A Dockerfile's lines in coloured pieces. For the eye only: the engine is what reads the file. */
export function highlight(text: string): ReadonlyArray<ReadonlyArray<Token>> {
  let continued = false;
  let heredocs: ReadonlyArray<string> = [];
  return text.split('\n').map((line) => {
    if (heredocs.length > 0) {
      if (line.trim() === heredocs[0]) heredocs = heredocs.slice(1);
      return [{ kind: 'plain', text: line }];
    }
    // A comment inside a continued instruction does not end it.
    if (/^\s*#/.test(line)) return [{ kind: 'comment', text: line }];
    const tokens: Token[] = [];
    let rest = line;
    const head = continued ? null : instruction.exec(line);
    if (head !== null) {
      tokens.push({ kind: 'keyword', text: head[0] });
      rest = line.slice(head[0].length);
    }
    if (/^(RUN|COPY|ADD)$/i.test(head?.[3] ?? '')) heredocs = heredocsIn(rest);
    const isFrom = /^FROM$/i.test(head?.[3] ?? '');
    tokens.push(...pieces(rest, isFrom));
    continued = /[\\`]\s*$/.test(line) || (continued && line.trim() === '');
    return tokens;
  });
}

function heredocsIn(line: string): ReadonlyArray<string> {
  return [...line.matchAll(/<<-?\s*(["']?)([A-Za-z_]\w*)\1/g)].map((match) => match[2] ?? '');
}

const piece =
  /("(?:[^"\\]|\\.)*"?)|(\$\{[^}]*\}?|\$\w+)|((?<=^|\s)--[\w-]+(?:=\S*)?)|((?<=\s)AS(?=\s))/gi;

function pieces(text: string, isFrom: boolean): ReadonlyArray<Token> {
  const tokens: Token[] = [];
  let from = 0;
  for (const match of text.matchAll(piece)) {
    const [whole, string, variable, flag] = match;
    const kind: TokenKind =
      string !== undefined
        ? 'string'
        : variable !== undefined
          ? 'variable'
          : flag !== undefined
            ? 'flag'
            : isFrom
              ? 'keyword'
              : 'plain';
    if (match.index > from) tokens.push({ kind: 'plain', text: text.slice(from, match.index) });
    tokens.push({ kind, text: whole });
    from = match.index + whole.length;
  }
  if (from < text.length) tokens.push({ kind: 'plain', text: text.slice(from) });
  return tokens;
}

import { UsageError } from '../command';
import { isFunction } from './functions';
import type { Block, Call, Node, Operand, Pipe } from './nodes';
import { readPieces, type Piece, type Token } from './tokens';

type Action = Extract<Piece, { readonly kind: 'action' }>;

/**
 * Parses Go's text/template as far as `--format` needs it: pipelines, variables, if, with, range, else,
 * break, continue, comments. @throws UsageError for anything else, naming it.
 */
export function parseTemplate(template: string): ReadonlyArray<Node> {
  const reader = new NodeReader(readPieces(template));
  const { nodes, end } = reader.list([]);
  if (end !== null) throw wrong(end, `unexpected {{${end.source}}}`);
  return nodes;
}

class NodeReader {
  private at = 0;

  constructor(private readonly pieces: ReadonlyArray<Piece>) {}

  /** Nodes up to one of the words, which is given back; null at the end of the template. */
  list(until: ReadonlyArray<string>): { nodes: ReadonlyArray<Node>; end: Action | null } {
    const nodes: Node[] = [];
    for (;;) {
      const piece = this.pieces[this.at];
      if (piece === undefined) {
        if (until.length === 0) return { nodes, end: null };
        throw new UsageError('template parsing error: template: unexpected EOF');
      }
      this.at += 1;
      if (piece.kind === 'text') {
        nodes.push(piece);
        continue;
      }
      const word = firstWord(piece);
      if (word === 'end' || word === 'else') {
        if (until.length > 0 && !until.includes(word)) {
          throw wrong(piece, `unexpected {{${word}}}`);
        }
        return { nodes, end: piece };
      }
      if (word === 'if' || word === 'with' || word === 'range') {
        nodes.push(this.block(word, piece, piece.tokens.slice(1)));
      } else if (word === 'break' || word === 'continue') nodes.push({ kind: word });
      else if (word === 'define' || word === 'template' || word === 'block') {
        throw wrong(piece, `{{${word}}} is not supported`);
      } else nodes.push({ kind: 'print', pipe: parsePipe(piece, piece.tokens) });
    }
  }

  private block(kind: Block['kind'], piece: Action, tokens: ReadonlyArray<Token>): Node {
    const pipe = parsePipe(piece, tokens);
    const body = this.list(['else', 'end']);
    if (body.end === null || firstWord(body.end) === 'end') {
      return { kind, pipe, body: body.nodes, otherwise: [] };
    }
    const [, next] = body.end.tokens;
    if (next?.kind === 'word' && (next.text === 'if' || next.text === 'with')) {
      const inner = this.block(next.text, body.end, body.end.tokens.slice(2));
      return { kind, pipe, body: body.nodes, otherwise: [inner] };
    }
    return { kind, pipe, body: body.nodes, otherwise: this.list(['end']).nodes };
  }
}

function firstWord({ tokens }: Action): string | null {
  const [first] = tokens;
  return first?.kind === 'word' ? first.text : null;
}

function parsePipe(piece: Action, tokens: ReadonlyArray<Token>): Pipe {
  const assign = tokens.findIndex(
    (token) => token.kind === 'sign' && (token.text === ':=' || token.text === '='),
  );
  const targets = tokens
    .slice(0, Math.max(assign, 0))
    .filter((token) => token.kind === 'variable')
    .map(({ name }) => name);
  const reader = new OperandReader(piece, tokens.slice(assign + 1));
  const calls = reader.calls();
  if (!reader.isDone()) throw wrong(piece, 'unexpected ")"');
  const sign = tokens[assign];
  return { targets, declares: sign?.kind === 'sign' && sign.text === ':=', calls };
}

class OperandReader {
  private at = 0;

  constructor(
    private readonly piece: Action,
    private readonly tokens: ReadonlyArray<Token>,
  ) {}

  isDone(): boolean {
    return this.at >= this.tokens.length;
  }

  /** Calls with `|` between, up to a closing parenthesis or the end. */
  calls(): ReadonlyArray<Call> {
    const calls: Call[] = [];
    for (;;) {
      calls.push(this.call());
      if (!this.takeSign('|')) return calls;
    }
  }

  private call(): Call {
    const operands: Operand[] = [];
    for (;;) {
      const token = this.tokens[this.at];
      if (token === undefined || (token.kind === 'sign' && token.text !== '(')) break;
      operands.push(this.operand(token));
    }
    const [first, ...rest] = operands;
    if (first === undefined) throw wrong(this.piece, 'missing value for command');
    if (first.kind === 'function') return { kind: 'function', name: first.name, operands: rest };
    if (rest.length > 0) throw wrong(this.piece, "can't give argument to non-function");
    return { kind: 'operand', operand: first };
  }

  private operand(token: Token): Operand {
    this.at += 1;
    switch (token.kind) {
      case 'text':
        return { kind: 'literal', value: token.text };
      case 'number':
        return { kind: 'literal', value: token.value };
      case 'field':
      case 'variable':
        return token;
      case 'word':
        return this.word(token.text);
      case 'sign': {
        const calls = this.calls();
        if (!this.takeSign(')')) throw wrong(this.piece, 'unclosed left paren');
        return { kind: 'pipe', pipe: { targets: [], declares: false, calls }, path: this.path() };
      }
    }
  }

  private word(text: string): Operand {
    if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true' };
    if (text === 'nil') return { kind: 'literal', value: null };
    if (isFunction(text)) return { kind: 'function', name: text };
    throw wrong(this.piece, `function "${text}" not defined`);
  }

  /** `(…).Field` */
  private path(): ReadonlyArray<string> {
    const token = this.tokens[this.at];
    if (token?.kind !== 'field') return [];
    this.at += 1;
    return token.path;
  }

  private takeSign(text: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== 'sign' || token.text !== text) return false;
    this.at += 1;
    return true;
  }
}

function wrong({ source }: Action, reason: string): UsageError {
  return new UsageError(`template parsing error: template: ${reason} in {{${source}}}`);
}

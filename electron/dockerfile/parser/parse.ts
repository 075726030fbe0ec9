import { DarkroomError, type SourceRange } from '../../../shared/errors';
import { locate } from '../text/locate';
import { skipSpaces, trimEndSpaces, trimSpaces } from '../text/characters';
import { LogicalLineBuilder, type LogicalLine } from '../text/logical-line';
import { parseArguments } from './arguments';
import { DirectiveReader } from './directives';
import { heredocMarks, TerminatorIndex, type HeredocMark } from './heredocs';
import { isComment, physicalLines, takeContinuation, type PhysicalLine } from './lines';
import type { DockerfileNode, Heredoc, ParseTree, ParseWarning, Word } from './nodes';
import { splitCommand, type SplitCommand } from './split-command';

const mayHaveHeredocs = new Set(['add', 'copy', 'run']);

/**
 * Reads a Dockerfile into nodes, one per instruction, without judging the instructions. Throws
 * DOCKERFILE_SYNTAX or DOCKERFILE_EMPTY, located.
 */
export function parseSource(source: string): ParseTree {
  return new Parser(source).parse();
}

class Parser {
  private readonly lines: ReadonlyArray<PhysicalLine>;
  private readonly directives = new DirectiveReader();
  private readonly nodes: DockerfileNode[] = [];
  private readonly warnings: ParseWarning[] = [];
  private terminators: TerminatorIndex | undefined;
  private comments: string[] = [];
  private next = 0;

  constructor(source: string) {
    this.lines = physicalLines(source);
  }

  parse(): ParseTree {
    for (let line = this.take(); line !== undefined; line = this.take()) this.parseLine(line);
    if (this.nodes.length === 0) {
      throw new DarkroomError('DOCKERFILE_EMPTY', 'file with no instructions', {
        range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
        hint: 'A Dockerfile starts with FROM.',
      });
    }
    return {
      escape: this.directives.escape,
      directives: this.directives.directives,
      nodes: this.nodes,
      warnings: this.warnings,
    };
  }

  private take(): PhysicalLine | undefined {
    const line = this.lines[this.next];
    if (line !== undefined) this.next += 1;
    return line;
  }

  private parseLine(line: PhysicalLine): void {
    const indent = skipSpaces(line.text);
    const text = line.text.slice(indent);
    const column = line.column + indent;
    if (this.directives.read(text, lineRange(line, indent))) return;
    if (text.startsWith('#')) return this.addComment(trimSpaces(text.slice(1)));
    if (text === '') return this.addComment('');
    const logical = this.joinLines(line.number, column, text);
    this.nodes.push(this.parseInstruction(logical));
    this.comments = [];
  }

  private addComment(comment: string): void {
    if (comment === '') this.comments = [];
    else this.comments.push(comment);
  }

  /** Appends continuation lines, without the comments and the empty lines among them. */
  private joinLines(number: number, column: number, text: string): LogicalLine {
    const builder = new LogicalLineBuilder();
    let part = takeContinuation(text, this.directives.escape);
    builder.add(part.text, { line: number, column });
    let emptyLine: PhysicalLine | undefined;
    while (part.continued) {
      const line = this.take();
      if (line === undefined) break;
      if (isComment(line.text)) continue;
      if (trimSpaces(line.text) === '') {
        emptyLine ??= line;
        continue;
      }
      part = takeContinuation(line.text, this.directives.escape);
      builder.add(part.text, { line: line.number, column: line.column });
    }
    const logical = builder.build();
    if (emptyLine !== undefined) {
      this.warnings.push({
        kind: 'emptyContinuation',
        range: lineRange(emptyLine, 0),
        instruction: logical.wholeRange,
      });
    }
    return logical;
  }

  private parseInstruction(line: LogicalLine): DockerfileNode {
    return locate(line.wholeRange, () => {
      const node = this.parseNode(line, 0, this.comments);
      const holder = node.arguments.kind === 'trigger' ? node.arguments.node : node;
      if (!mayHaveHeredocs.has(holder.name) || holder.arguments.kind === 'json') return node;
      const heredocs = this.takeHeredocs(node.original, node.range);
      const last = heredocs[heredocs.length - 1];
      if (last === undefined) return node;
      return { ...node, heredocs, range: { start: node.range.start, end: last.range.end } };
    });
  }

  private parseNode(
    line: LogicalLine,
    from: number,
    comments: ReadonlyArray<string>,
  ): DockerfileNode {
    const split = splitCommand(line.text, this.directives.escape, from);
    const name = split.keyword.text.toLowerCase();
    const untrimmed = line.text.slice(split.keyword.offset);
    const original = trimEndSpaces(untrimmed);
    return {
      keyword: {
        text: split.keyword.text,
        range: line.range(split.keyword.offset, split.keyword.text.length),
      },
      name,
      flags: split.flags.map((flag): Word => ({
        text: flag.text,
        range: line.range(flag.offset, flag.length),
      })),
      arguments:
        name === 'onbuild' && from === 0
          ? this.parseTrigger(line, split)
          : parseArguments(name, split.rest, line, this.directives.escape),
      heredocs: [],
      // The text of a trigger ends up in the image, where Docker keeps the spaces at its end.
      original: from === 0 ? original : untrimmed,
      range: line.range(split.keyword.offset, original.length),
      comments,
    };
  }

  /** ONBUILD holds an instruction; a second ONBUILD inside is an error, so its text is enough. */
  private parseTrigger(line: LogicalLine, split: SplitCommand): DockerfileNode['arguments'] {
    if (split.rest.text === '') return { kind: 'none' };
    return { kind: 'trigger', node: this.parseNode(line, split.rest.offset, []) };
  }

  private takeHeredocs(text: string, range: SourceRange): ReadonlyArray<Heredoc> {
    const heredocs: Heredoc[] = [];
    for (const mark of heredocMarks(text)) {
      if (mark.isSpaced) {
        this.terminators ??= new TerminatorIndex(this.lines);
        if (!this.terminators.closes(mark, this.next)) continue;
      }
      heredocs.push(this.takeHeredoc(mark, range));
    }
    return heredocs;
  }

  private takeHeredoc(mark: HeredocMark, range: SourceRange): Heredoc {
    const start = this.next;
    for (let line = this.take(); line !== undefined; line = this.take()) {
      const text = mark.stripTabs ? line.text.replace(/^\t+/, '') : line.text;
      if (text !== mark.name) continue;
      const content = this.lines.slice(start, this.next - 1).map((part) => part.raw);
      return {
        name: mark.name,
        expand: mark.expand,
        stripTabs: mark.stripTabs,
        content: content.join(''),
        range: { start: { line: start + 1, column: 1 }, end: lineRange(line, 0).end },
      };
    }
    throw new DarkroomError('DOCKERFILE_SYNTAX', `unterminated heredoc: ${mark.name}`, {
      range,
      data: { name: mark.name },
      hint: `End it with a line that holds nothing but ${mark.name}.`,
    });
  }
}

/** The range of a physical line from its `indent`-th character on. */
function lineRange(line: PhysicalLine, indent: number): SourceRange {
  const start = line.column + indent;
  return {
    start: { line: line.number, column: start },
    end: { line: line.number, column: Math.max(start, line.column + line.text.length - 1) },
  };
}

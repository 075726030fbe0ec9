import type { SourcePosition, SourceRange } from '../../../shared/errors';

interface Segment {
  /** Offset of the segment's first character in the logical line. */
  readonly offset: number;
  readonly position: SourcePosition;
}

/**
 * One instruction's text after its continuation lines were joined. It remembers where every piece
 * came from, so that any offset leads back to a line and a column of the file.
 */
export class LogicalLine {
  readonly text: string;
  private readonly segments: ReadonlyArray<Segment>;

  constructor(text: string, segments: ReadonlyArray<Segment>) {
    this.text = text;
    this.segments = segments;
  }

  /** Position of the character at `offset`; past the end, one behind the last character. */
  position(offset: number): SourcePosition {
    let low = 0;
    let high = this.segments.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.segments[middle]?.offset ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const segment = this.segments[low];
    if (segment === undefined) return { line: 1, column: 1 };
    const { line, column } = segment.position;
    return { line, column: column + offset - segment.offset };
  }

  /** Range of `length` characters from `offset`; an empty piece is shown by its first position. */
  range(offset: number, length: number): SourceRange {
    return {
      start: this.position(offset),
      end: this.position(length > 0 ? offset + length - 1 : offset),
    };
  }

  get wholeRange(): SourceRange {
    return this.range(0, this.text.length);
  }
}

/** Collects the pieces of a logical line. */
export class LogicalLineBuilder {
  private readonly pieces: string[] = [];
  private readonly segments: Segment[] = [];
  private length = 0;

  add(text: string, position: SourcePosition): void {
    this.segments.push({ offset: this.length, position });
    this.pieces.push(text);
    this.length += text.length;
  }

  build(): LogicalLine {
    return new LogicalLine(this.pieces.join(''), this.segments);
  }
}

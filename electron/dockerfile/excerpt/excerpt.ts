import type { SourceRange } from '../../../shared/errors';

/** One line of an excerpt. */
export interface ExcerptLine {
  /** Counts from 1. */
  readonly number: number;
  /** Without its line end. */
  readonly text: string;
  /** True for the lines of the range, false for those around them. */
  readonly isMarked: boolean;
  /** First and last marked column, counting from 1; undefined where nothing is marked. */
  readonly columns: { readonly first: number; readonly last: number } | undefined;
}

export interface Excerpt {
  readonly lines: ReadonlyArray<ExcerptLine>;
  /** Lines of the range that were left out in the middle, because it is long. */
  readonly omitted: number;
}

export interface ExcerptOptions {
  /** Lines above and below the range. */
  readonly context?: number;
  /** Most lines of the range itself; the middle of a longer one is left out. */
  readonly maximumLines?: number;
}

/** Cuts the lines of `range` out of `text`, with a few lines around them. */
export function cutExcerpt(
  text: string,
  range: SourceRange,
  { context = 2, maximumLines = 12 }: ExcerptOptions = {},
): Excerpt {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const first = Math.max(1, range.start.line - context);
  const last = Math.min(lines.length, range.end.line + context);
  const half = Math.ceil(maximumLines / 2);
  const height = range.end.line - range.start.line + 1;
  const isLong = height > maximumLines;
  const result: ExcerptLine[] = [];
  for (let number = first; number <= last; number += 1) {
    const isOmitted =
      isLong && number >= range.start.line + half && number <= range.end.line - half;
    if (!isOmitted) result.push(excerptLine(lines[number - 1] ?? '', number, range));
  }
  return { lines: result, omitted: isLong ? Math.max(0, height - 2 * half) : 0 };
}

function excerptLine(text: string, number: number, range: SourceRange): ExcerptLine {
  const isMarked = number >= range.start.line && number <= range.end.line;
  if (!isMarked) return { number, text, isMarked, columns: undefined };
  const indent = text.length - text.trimStart().length;
  const first = number === range.start.line ? range.start.column : indent + 1;
  const last = number === range.end.line ? range.end.column : text.trimEnd().length;
  return { number, text, isMarked, columns: last < first ? undefined : { first, last } };
}

/**
 * The excerpt as plain text: line numbers, `>>>` before the marked lines, carets under the marked
 * columns when the range lies within one line.
 */
export function formatExcerpt(excerpt: Excerpt): string {
  const marked = excerpt.lines.filter((line) => line.isMarked);
  const isSingle = marked.length === 1 && excerpt.omitted === 0;
  const width = Math.max(...excerpt.lines.map((line) => String(line.number).length), 3);
  const output: string[] = [];
  let previous: number | undefined;
  for (const line of excerpt.lines) {
    if (previous !== undefined && line.number > previous + 1) {
      output.push(` ${' '.repeat(width)} | … ${excerpt.omitted} lines`);
    }
    previous = line.number;
    const sign = line.isMarked ? ' >>> ' : '     ';
    output.push(` ${String(line.number).padStart(width)} |${sign}${line.text}`.trimEnd());
    if (!isSingle || line.columns === undefined) continue;
    const { first, last } = line.columns;
    const indent = line.text.slice(0, first - 1).replace(/[^\t]/g, ' ');
    output.push(` ${' '.repeat(width)} |     ${indent}${'^'.repeat(last - first + 1)}`);
  }
  return output.join('\n');
}

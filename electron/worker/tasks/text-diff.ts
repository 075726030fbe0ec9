import { createTwoFilesPatch } from 'diff';

export interface TextDiffInput {
  readonly path: string;
  /** Null where the file does not exist. */
  readonly before: string | null;
  readonly after: string | null;
}

const contextLines = 3;
const limitMs = 2000;

/** A unified diff as diff -u and git write it; '' for equal texts, null when it takes too long. */
export function textDiff({ path, before, after }: TextDiffInput): string | null {
  if (before === after) return '';
  const patch = createTwoFilesPatch(
    before === null ? '/dev/null' : `a${path}`,
    after === null ? '/dev/null' : `b${path}`,
    before ?? '',
    after ?? '',
    '',
    '',
    { context: contextLines, timeout: limitMs },
  );
  // Its first line is a ruler that neither diff nor git writes.
  return patch === undefined
    ? null
    : patch.replace(/^=+\n/, '').replace(/^(---|\+\+\+) (.*)\t$/gm, '$1 $2');
}

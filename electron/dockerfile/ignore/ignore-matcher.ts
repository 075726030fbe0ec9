import { DarkroomError } from '../../../shared/errors';
import { parseIgnoreFile, type IgnoreLine } from './ignore-file';
import { matchGlob, mayMatchBelow, parseGlob, type Glob } from './glob';

/** What an ignore file says about one path. Hand it on for the entries below a folder. */
export interface IgnoreVerdict {
  readonly isIgnored: boolean;
  /** The line that decided, an exception too; undefined when no line speaks of the path. */
  readonly line: IgnoreLine | undefined;
  /** Which of the lines match the path or a folder above it, as far as that was asked. */
  readonly matches: ReadonlyArray<boolean>;
}

interface IgnoreRule {
  readonly line: IgnoreLine;
  readonly glob: Glob;
}

/**
 * Decides which paths of a build context are ignored, by the rules of moby/patternmatcher: lines
 * apply in order, the last one that matches a path or a folder above it wins.
 */
export class IgnoreMatcher {
  readonly lines: ReadonlyArray<IgnoreLine>;
  private readonly rules: ReadonlyArray<IgnoreRule>;

  /** Throws DOCKERFILE_SYNTAX with the range of the bad line within the ignore file. */
  constructor(text: string) {
    this.lines = parseIgnoreFile(text);
    this.rules = this.lines.map(compile);
  }

  get hasExceptions(): boolean {
    return this.lines.some((line) => line.isException);
  }

  /** The verdict on a path, slashes between its parts and none around it. */
  match(path: string): IgnoreVerdict {
    let verdict: IgnoreVerdict | undefined;
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      verdict = this.matchBelow(verdict, path.slice(0, slash));
    }
    return this.matchBelow(verdict, path);
  }

  /**
   * The verdict on `path` when that on the folder it lies in is known; undefined at the top. Walks
   * that hand verdicts down check every pattern once per entry instead of once per part of its path.
   */
  matchBelow(parent: IgnoreVerdict | undefined, path: string): IgnoreVerdict {
    let isIgnored = false;
    let line: IgnoreLine | undefined;
    const matches = this.rules.map((rule, index) => {
      const { isException } = rule.line;
      const inherited = parent?.matches[index] === true;
      // A line that cannot change the verdict so far is not asked, and not inherited either.
      if (!inherited && (isException !== isIgnored || !matchGlob(rule.glob, path))) return false;
      isIgnored = !isException;
      line = rule.line;
      return true;
    });
    return { isIgnored, line, matches };
  }

  /** True when nothing below an ignored folder can be taken back in: no need to look inside. */
  canSkip(path: string, verdict: IgnoreVerdict): boolean {
    if (!verdict.isIgnored) return false;
    return !this.rules.some((rule) => rule.line.isException && mayMatchBelow(rule.glob, path));
  }
}

function compile(line: IgnoreLine): IgnoreRule {
  const range = {
    start: { line: line.line, column: 1 },
    end: { line: line.line, column: Math.max(1, line.written.length) },
  };
  if (line.pattern === '') {
    throw new DarkroomError('DOCKERFILE_SYNTAX', 'illegal exclusion pattern: "!"', {
      range,
      data: { pattern: line.written },
      hint: 'Write the path to take back in behind the exclamation mark.',
    });
  }
  const glob = parseGlob(line.pattern);
  if (glob !== undefined) return { line, glob };
  throw new DarkroomError('DOCKERFILE_SYNTAX', `syntax error in pattern: ${line.written}`, {
    range,
    data: { pattern: line.written },
    hint: 'Close the bracket, or put a backslash before a character that is meant literally.',
  });
}

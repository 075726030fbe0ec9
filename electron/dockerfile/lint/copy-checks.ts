import type { AddInstruction, CopyInstruction, StageInstruction } from '../instructions/model';
import { cleanPath } from '../text/clean-path';
import type { IgnoreMatcher } from '../ignore/ignore-matcher';
import type { Draft } from './model';
import { draft } from './text-checks';

const everything = new Set(['*', '**', '**/*']);

/**
 * Sources that `.dockerignore` excludes. With exceptions in the file the rule is silent: part of an
 * excluded folder may be in the context after all.
 */
export function copyChecks(
  written: StageInstruction,
  expanded: CopyInstruction | AddInstruction,
  ignore: IgnoreMatcher | undefined,
): ReadonlyArray<Draft> {
  if (ignore === undefined || ignore.hasExceptions) return [];
  if (expanded.kind === 'copy' && expanded.from !== '') return [];
  const command = expanded.kind === 'copy' ? 'Copy' : 'Add';
  return expanded.sources.filter(isLocal).flatMap((source) => {
    const path = cleanPath(source);
    const line = decidingLine(path, ignore);
    if (line === undefined) return [];
    const message = `Attempting to ${command} file "${path}" that is excluded by .dockerignore`;
    return [draft('CopyIgnoredFile', `${message} (line ${line})`, written)];
  });
}

function decidingLine(path: string, ignore: IgnoreMatcher): number | undefined {
  if (path === '.' || path === '/') {
    return ignore.lines.find((line) => everything.has(line.pattern))?.line;
  }
  const verdict = ignore.match(path.replace(/^\//, ''));
  return verdict.isIgnored ? verdict.line?.line : undefined;
}

function isLocal(source: string): boolean {
  return !/^(https?|git|ssh):\/\/|^git@/.test(source);
}

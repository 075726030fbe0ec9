import { readFileSync } from 'node:fs';
import { UsageError } from './command';

/** The lines of an --env-file or --label-file: without comments, blank lines and leading blanks. */
export function readLines(path: string): ReadonlyArray<string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError(
      reason ? `open ${path}: no such file or directory` : `open ${path}: ${String(error)}`,
    );
  }
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  return lines
    .map((line) => line.trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => checked(path, line));
}

function checked(path: string, line: string): string {
  const equals = line.indexOf('=');
  const name = equals === -1 ? line : line.slice(0, equals);
  if (name === '') throw new UsageError(`no variable name on line '${line}' of ${path}`);
  if (/\s/.test(name)) throw new UsageError(`variable '${name}' contains whitespaces, in ${path}`);
  return line;
}

import type { FlagValues } from '../flags';
import { readLines } from '../read-lines';
import { UsageError } from '../command';

/**
 * The variables of --env-file and --env, in that order. `NAME` alone takes the caller's value; where
 * the caller has none, a file's line is left out and an option stays, to take the image's away.
 */
export function environment(flags: FlagValues): ReadonlyArray<string> {
  const fromFiles = flags
    .list('env-file')
    .flatMap((path) => readLines(path))
    .map(withCallersValue)
    .filter((entry) => entry.includes('='));
  return [...fromFiles, ...flags.list('env').map(checked).map(withCallersValue)];
}

function checked(entry: string): string {
  if (entry === '' || entry.startsWith('=')) {
    throw new UsageError(
      `invalid argument "${entry}" for "-e, --env" flag: invalid environment variable: ${entry}`,
    );
  }
  return entry;
}

function withCallersValue(entry: string): string {
  if (entry.includes('=')) return entry;
  const value = process.env[entry];
  return value === undefined ? entry : `${entry}=${value}`;
}

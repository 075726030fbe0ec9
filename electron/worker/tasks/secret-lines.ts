import type { SecretFinding } from '../../../shared/model/secret';
import { fillLines, type RawFinding } from '../../inspect/secrets/line-numbers';

export interface SecretLinesInput {
  readonly found: ReadonlyArray<RawFinding>;
  readonly blobPath: string;
}

/** Counts the lines of what was found while a tar was read, now that it is whole. */
export function secretLines({ found, blobPath }: SecretLinesInput): ReadonlyArray<SecretFinding> {
  return fillLines(found, blobPath);
}

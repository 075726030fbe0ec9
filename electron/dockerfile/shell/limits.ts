import { DarkroomError } from '../../../shared/errors';

/**
 * Sixty-odd lines of `ENV A=$A$A` would fill any memory. No program accepts an environment variable
 * near this size, so nothing that works is refused. In UTF-16 code units.
 */
export const maximumExpansionLength = 4 * 1024 * 1024;

/** Levels of `${a:-${b:-…}}`; far beyond what people write, far below what the stack holds. */
export const maximumNesting = 200;

/** Steps that matching one pattern may take: well below a second. */
export const maximumMatchSteps = 50_000_000;

export function expansionError(message: string, hint?: string): DarkroomError {
  return new DarkroomError('DOCKERFILE_EXPANSION', message, hint === undefined ? {} : { hint });
}

export function checkExpansionLength(length: number): void {
  if (length <= maximumExpansionLength) return;
  throw expansionError(
    `the expanded value is longer than ${maximumExpansionLength} characters`,
    'Check for variables that contain themselves several times.',
  );
}

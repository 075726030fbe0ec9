import { DarkroomError, type SourceRange } from '../../../shared/errors';

/**
 * Runs `action` and gives an error of ours that knows no place the place `range`. Anything else is
 * a bug and passes unchanged.
 */
export function locate<Result>(range: SourceRange, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof DarkroomError) || error.range !== undefined) throw error;
    throw new DarkroomError(error.code, error.message, {
      data: error.data,
      range,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    });
  }
}

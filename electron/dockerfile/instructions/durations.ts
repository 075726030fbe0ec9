import { DarkroomError } from '../../../shared/errors';
import { parseDuration } from '../../../shared/text/duration';

/** Reads a duration as Go writes it (`1m30s`, `500ms`, `1.5h`) into nanoseconds. */
export function readDuration(text: string): number {
  const value = parseDuration(text);
  if (value !== null) return value;
  throw new DarkroomError('DOCKERFILE_INSTRUCTION', `time: invalid duration "${text}"`, {
    data: { duration: text },
    hint: 'Write a number with its unit, such as 30s, 1m30s or 500ms.',
  });
}

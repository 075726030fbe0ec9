import { randomBytes } from 'node:crypto';
import { DarkroomError } from '../../../../shared/errors';

const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

export function anonymousName(): string {
  return randomBytes(32).toString('hex');
}

/** INVALID_ARGUMENT when Docker would not take the name of a volume. */
export function checkVolumeName(name: string): void {
  if (namePattern.test(name) && name.length <= 255) return;
  throw new DarkroomError(
    'INVALID_ARGUMENT',
    `"${name}" includes invalid characters for a local volume name`,
    {
      data: { name },
      hint: 'Only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed. For a folder of the host write its absolute path.',
    },
  );
}

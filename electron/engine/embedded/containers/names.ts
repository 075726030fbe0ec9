import { randomInt } from 'node:crypto';
import { DarkroomError } from '../../../../shared/errors';
import { adjectives, surnames } from './name-words';

/** A name such as `quiet_curie`; from the second attempt on with a digit behind it. */
export function randomName(attempt: number, random: (limit: number) => number = randomInt): string {
  const first = adjectives[random(adjectives.length)] ?? 'quiet';
  const last = surnames[random(surnames.length)] ?? 'curie';
  return `${first}_${last}${attempt === 0 ? '' : random(10)}`;
}

const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

/** INVALID_ARGUMENT when Docker would not take the name. */
export function checkName(name: string): void {
  if (namePattern.test(name)) return;
  throw new DarkroomError('INVALID_ARGUMENT', `Invalid container name (${name})`, {
    data: { name },
    hint: 'Names have at least two characters: letters, digits, “_”, “.” and “-”, the first a letter or digit.',
  });
}

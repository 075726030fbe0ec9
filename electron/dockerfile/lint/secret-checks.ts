import { looksSecret } from '../../../shared/model/secret-name';
import type { StageInstruction } from '../instructions/model';
import type { Draft } from './model';
import { draft } from './text-checks';

/** Whatever stands in ARG and ENV can be read from the image by everyone who has it. */
export function secretChecks(instruction: StageInstruction): ReadonlyArray<Draft> {
  const title = instruction.kind.toUpperCase();
  return definitions(instruction)
    .filter(({ name }) => looksSecret(name))
    .map(({ name, range }) => {
      const message = `Do not use ARG or ENV instructions for sensitive data (${title} "${name}")`;
      return draft('SecretsUsedInArgOrEnv', message, instruction, range);
    });
}

function definitions(
  instruction: StageInstruction,
): ReadonlyArray<{ readonly name: string; readonly range: StageInstruction['range'] }> {
  if (instruction.kind === 'arg') return instruction.declarations;
  if (instruction.kind !== 'env') return [];
  return instruction.pairs.map((pair) => ({ name: pair.key, range: pair.range }));
}

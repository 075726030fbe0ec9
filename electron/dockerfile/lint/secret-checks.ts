import type { StageInstruction } from '../instructions/model';
import type { Draft } from './model';
import { draft } from './text-checks';

const secretWords = new Set(
  'apikey auth credential credentials key password pword passwd secret token'.split(' '),
);
const harmlessWords = new Set(['public', 'file', 'version']);

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

/** A word between underscores decides: API_KEY and auth do, MONKEY and KEY_FILE do not. */
function looksSecret(name: string): boolean {
  const words = name.toLowerCase().split('_');
  return (
    words.some((word) => secretWords.has(word)) && !words.some((word) => harmlessWords.has(word))
  );
}

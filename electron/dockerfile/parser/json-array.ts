import { DarkroomError } from '../../../shared/errors';
import { skipSpaces } from '../text/characters';

/**
 * The strings of a JSON array at the start of `text`, or nothing when there is no JSON array: then
 * the text is a shell command. What follows the array is ignored, as Docker 26 does, so that
 * `CMD ["a"] # note` still runs `a`. An array that holds anything but strings is an error.
 */
export function parseJsonStrings(text: string): ReadonlyArray<string> | undefined {
  const start = skipSpaces(text);
  if (text[start] !== '[') return undefined;
  const end = endOfArray(text, start);
  if (end === undefined) return undefined;
  const values = parseJson(text.slice(start, end));
  if (!Array.isArray(values)) return undefined;
  if (!values.every((value): value is string => typeof value === 'string')) {
    throw new DarkroomError(
      'DOCKERFILE_SYNTAX',
      'when using JSON array syntax, arrays must be comprised of strings only',
      { hint: 'Put every element in double quotes.' },
    );
  }
  return values.map(withoutLoneSurrogates);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Index behind the bracket that closes the array opened at `start`. */
function endOfArray(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') {
      inString = true;
    } else if (character === '[') {
      depth += 1;
    } else if (character === ']') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return undefined;
}

/** `\ud800` alone is no character; Go puts U+FFFD in its place. */
function withoutLoneSurrogates(text: string): string {
  return text.replace(
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    '\ufffd',
  );
}

/** Largest number of edits at which a name still counts as a misspelling of another. */
const maximumDistance = 2;

/**
 * The option nearest to `value`, as BuildKit suggests it: at most two edits away, the first of the
 * nearest; nothing when one option is equal, because then the name was not what was wrong.
 */
export function suggest(
  value: string,
  options: Iterable<string>,
  ignoreCase = false,
): string | undefined {
  const wanted = ignoreCase ? value.toLowerCase() : value;
  let best: string | undefined;
  let bestDistance = maximumDistance + 1;
  for (const option of options) {
    const candidate = ignoreCase ? option.toLowerCase() : option;
    if (candidate === wanted) return undefined;
    const distance = editDistance(wanted, candidate, bestDistance - 1);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = option;
    }
  }
  return best === undefined || !ignoreCase ? best : withCaseOf(best, value);
}

/** The file that was probably meant: one that differs in case alone, or by a letter or two. */
export function suggestFile(name: string, files: ReadonlyArray<string>): string | undefined {
  const lower = name.toLowerCase();
  return files.find((file) => file.toLowerCase() === lower) ?? suggest(name, files);
}

/** " (did you mean x?)", or nothing. */
export function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`;
}

function withCaseOf(text: string, model: string): string {
  if (model === model.toLowerCase()) return text.toLowerCase();
  if (model === model.toUpperCase()) return text.toUpperCase();
  return text;
}

/** Levenshtein distance, or `limit + 1` as soon as it must exceed `limit`. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= right.length; column += 1) {
      const change = left[row - 1] === right[column - 1] ? 0 : 1;
      const distance = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + change,
      );
      current.push(distance);
      smallest = Math.min(smallest, distance);
    }
    if (smallest > limit) return limit + 1;
    previous = current;
  }
  return previous[right.length] ?? limit + 1;
}

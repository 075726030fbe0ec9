/** A piece of output in one look. Colours are the sixteen of terminals, 0 to 15. */
export interface AnsiRun {
  readonly text: string;
  readonly colour: number | null;
  readonly bold: boolean;
  readonly dim: boolean;
}

interface Look {
  readonly colour: number | null;
  readonly bold: boolean;
  readonly dim: boolean;
}

const plain: Look = { colour: null, bold: false, dim: false };
const escape = String.fromCharCode(27);
const bell = String.fromCharCode(7);
/** Colour codes; any other control sequence; titles and links. Kept apart by what they end with. */
const sequence = new RegExp(
  `${escape}\\[([0-9;]*)m|${escape}\\[[0-9;?]*[ -/]*[@-~]|${escape}\\][^${bell}${escape}]*(?:${bell}|${escape}\\\\)|${escape}[@-Z\\\\-_]`,
  'g',
);

/** Output as runs of one look each. Carriage returns overwrite their line, as a terminal shows it. */
export function parseAnsi(text: string): ReadonlyArray<AnsiRun> {
  const runs: AnsiRun[] = [];
  let look = plain;
  let from = 0;
  const add = (piece: string): void => {
    if (piece !== '') runs.push({ text: piece, ...look });
  };
  const settled = overwrite(text);
  for (const match of settled.matchAll(sequence)) {
    add(settled.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[1] !== undefined) look = applyCodes(look, match[1]);
  }
  add(settled.slice(from));
  return runs;
}

export function stripAnsi(text: string): string {
  return overwrite(text).replace(sequence, '');
}

/** What remains of each line after `progress\rprogress\r`. */
function overwrite(text: string): string {
  if (!text.includes('\r')) return text;
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.split('\r').findLast((part) => part !== '') ?? '')
    .join('\n');
}

function applyCodes(look: Look, codes: string): Look {
  const numbers = codes === '' ? [0] : codes.split(';').map(Number);
  let next = look;
  for (let index = 0; index < numbers.length; index += 1) {
    const code = numbers[index] ?? 0;
    if (code === 0) next = plain;
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 22) next = { ...next, bold: false, dim: false };
    else if (code === 39) next = { ...next, colour: null };
    else if (code >= 30 && code <= 37) next = { ...next, colour: code - 30 };
    else if (code >= 90 && code <= 97) next = { ...next, colour: code - 82 };
    else if (code === 38 || code === 48) {
      const simple = numbers[index + 1] === 5 ? numbers[index + 2] : undefined;
      if (code === 38 && simple !== undefined && simple < 16) next = { ...next, colour: simple };
      index += numbers[index + 1] === 2 ? 4 : 2;
    }
  }
  return next;
}

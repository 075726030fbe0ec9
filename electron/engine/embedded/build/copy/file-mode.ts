import { DarkroomError } from '../../../../../shared/errors';

/** `--chmod`: the new mode for a file or folder that has `mode`. */
export type ModeChange = (mode: number, isFolder: boolean) => number;

/** Reads `--chmod`, octal (`755`) or symbolic (`u=rwX,go-w`), as chmod(1) with a umask of 0. INVALID_ARGUMENT. */
export function parseModeChange(text: string): ModeChange {
  const octal = /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : null;
  if (octal !== null && octal <= 0o7777) return () => octal;
  const clauses = text.split(',').map((clause) => parseClause(clause));
  if (clauses.some((clause) => clause === null)) {
    throw new DarkroomError('INVALID_ARGUMENT', `invalid chmod parameter: ${text}`, {
      hint: 'Write octal digits such as 755 or symbols such as u=rwX,go-w.',
    });
  }
  return (mode, isFolder) =>
    clauses.reduce(
      (current, clause) => (clause === null ? current : clause(current, isFolder)),
      mode,
    );
}

const masks: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };

function parseClause(text: string): ModeChange | null {
  const match = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(text);
  if (match === null) return null;
  const who = match[1] === '' ? 'a' : (match[1] ?? 'a');
  const mask = [...who].reduce((bits, letter) => bits | (masks[letter] ?? 0), 0);
  const actions = [...(match[2] ?? '').matchAll(/([-+=])([rwxXst]*|[ugo])(?=[-+=]|$)/g)];
  return (mode, isFolder) =>
    actions.reduce((current, [, operator = '', what = '']) => {
      const bits = permissionBits(what, current, isFolder) & mask;
      if (operator === '+') return current | bits;
      if (operator === '-') return current & ~bits;
      return (current & ~(mask & 0o7777)) | bits;
    }, mode);
}

function permissionBits(what: string, mode: number, isFolder: boolean): number {
  if (what === 'u') return spread((mode >> 6) & 7);
  if (what === 'g') return spread((mode >> 3) & 7);
  if (what === 'o') return spread(mode & 7);
  let bits = 0;
  for (const letter of what) {
    if (letter === 'r') bits |= 0o444;
    else if (letter === 'w') bits |= 0o222;
    else if (letter === 'x') bits |= 0o111;
    else if (letter === 'X') bits |= isFolder || (mode & 0o111) !== 0 ? 0o111 : 0;
    else if (letter === 's') bits |= 0o6000;
    else if (letter === 't') bits |= 0o1000;
  }
  return bits;
}

function spread(bits: number): number {
  return (bits << 6) | (bits << 3) | bits;
}

import { DarkroomError, type SourceRange } from '../../../shared/errors';
import type { Word } from '../parser/nodes';
import { didYouMean, suggest } from '../text/suggest';

export type FlagType = 'boolean' | 'text' | 'list';

/** The flags an instruction knows, by name without dashes. */
export type FlagTypes = Readonly<Record<string, FlagType>>;

export interface FlagUse {
  readonly value: string;
  readonly range: SourceRange;
}

/** The flags of one instruction, checked against those it knows. */
export class Flags {
  private readonly uses = new Map<string, FlagUse[]>();

  constructor(instruction: string, words: ReadonlyArray<Word>, types: FlagTypes) {
    const known = new Map(Object.entries(types));
    for (const word of words) this.add(instruction, word, known);
  }

  /** The value of a text flag, '' when it is absent. */
  text(name: string): string {
    return this.uses.get(name)?.[0]?.value ?? '';
  }

  /** The value of a boolean flag, undefined when it is absent. */
  boolean(name: string): boolean | undefined {
    const use = this.uses.get(name)?.[0];
    return use === undefined ? undefined : use.value === 'true';
  }

  list(name: string): ReadonlyArray<FlagUse> {
    return this.uses.get(name) ?? [];
  }

  range(name: string): SourceRange | undefined {
    return this.uses.get(name)?.[0]?.range;
  }

  private add(instruction: string, word: Word, known: ReadonlyMap<string, FlagType>): void {
    const equals = word.text.indexOf('=');
    const flag = equals === -1 ? word.text : word.text.slice(0, equals);
    const name = flag.slice(2);
    const type = known.get(name);
    if (type === undefined) {
      const nearest = suggest(name, known.keys());
      throw flagError(instruction, word, `unknown flag: ${flag}${didYouMean(nearest)}`, {
        hint:
          known.size === 0
            ? `${instruction} takes no flags.`
            : `${instruction} knows ${[...known.keys()].map((key) => `--${key}`).join(', ')}.`,
        ...(nearest === undefined ? {} : { suggestion: nearest }),
      });
    }
    const uses = this.uses.get(name) ?? [];
    if (uses.length > 0 && type !== 'list') {
      throw flagError(instruction, word, `duplicate flag specified: ${flag}`, {});
    }
    const written = equals === -1 ? undefined : word.text.slice(equals + 1);
    uses.push({ value: flagValue(instruction, word, flag, type, written), range: word.range });
    this.uses.set(name, uses);
  }
}

function flagValue(
  instruction: string,
  word: Word,
  flag: string,
  type: FlagType,
  written: string | undefined,
): string {
  if (type !== 'boolean') {
    if (written !== undefined) return written;
    throw flagError(instruction, word, `missing a value on flag: ${flag}`, {
      hint: `Write ${flag}=value, without a space.`,
    });
  }
  if (written === undefined) return 'true';
  if (written === '') {
    throw flagError(instruction, word, `missing a value on flag: ${flag}`, {
      hint: `Write ${flag} or ${flag}=false.`,
    });
  }
  const value = written.toLowerCase();
  if (value === 'true' || value === 'false') return value;
  throw flagError(
    instruction,
    word,
    `expecting boolean value for flag ${flag}, not: ${written}`,
    {},
  );
}

function flagError(
  instruction: string,
  word: Word,
  message: string,
  extra: { readonly hint?: string; readonly suggestion?: string },
): DarkroomError {
  return new DarkroomError('DOCKERFILE_FLAG', message, {
    range: word.range,
    data: {
      instruction,
      flag: word.text,
      ...(extra.suggestion === undefined ? {} : { suggestion: extra.suggestion }),
    },
    ...(extra.hint === undefined ? {} : { hint: extra.hint }),
  });
}

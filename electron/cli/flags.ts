import { UsageError } from './command';

/**
 * Options as docker's command line takes them (pflag's rules): `--name value`, `--name=value`,
 * `-n value`, `-nvalue`, `-abc` for switches, `--switch=false`, `--` ends options.
 */
export interface FlagSpec {
  readonly kind: 'switch' | 'text' | 'list';
  /** One letter, without the dash. */
  readonly short?: string;
  readonly help: string;
  readonly preset?: string | boolean;
  /** The value when none is given: then one comes only after `=`. */
  readonly bare?: string;
  /** Understood, but not worth a line of the help. */
  readonly hidden?: boolean;
}

export type FlagSpecs = Readonly<Record<string, FlagSpec>>;

/** Values by long name; asking for a name that the command does not declare is a bug. */
export class FlagValues {
  constructor(
    private readonly specs: FlagSpecs,
    private readonly given: ReadonlyMap<string, ReadonlyArray<string>>,
  ) {}

  isSet(name: string): boolean {
    return this.given.has(name);
  }

  switch(name: string): boolean {
    const last = this.given.get(name)?.at(-1);
    if (last === undefined) return this.specs[name]?.preset === true;
    return last === 'true';
  }

  text(name: string): string | undefined {
    const preset = this.specs[name]?.preset;
    return this.given.get(name)?.at(-1) ?? (typeof preset === 'string' ? preset : undefined);
  }

  list(name: string): ReadonlyArray<string> {
    return this.given.get(name) ?? [];
  }
}

export interface ParsedArguments {
  readonly flags: FlagValues;
  readonly args: ReadonlyArray<string>;
}

const truthWords: ReadonlyMap<string, 'true' | 'false'> = new Map([
  ...['1', 't', 'T', 'true', 'TRUE', 'True'].map((word) => [word, 'true'] as const),
  ...['0', 'f', 'F', 'false', 'FALSE', 'False'].map((word) => [word, 'false'] as const),
]);

/** @throws UsageError for an unknown option, a missing or a wrong value. */
export function parseArguments(
  specs: FlagSpecs,
  words: ReadonlyArray<string>,
  interspersed: boolean,
): ParsedArguments {
  const given = new Map<string, string[]>();
  const args: string[] = [];
  const shorts = new Map(
    Object.entries(specs).flatMap(([name, spec]) =>
      spec.short === undefined ? [] : [[spec.short, name] as const],
    ),
  );
  const put = (name: string, value: string) => {
    const normal = specs[name]?.kind === 'switch' ? truthWords.get(value) : value;
    if (normal === undefined) {
      throw new UsageError(
        `invalid argument "${value}" for "--${name}": a switch is true or false`,
      );
    }
    given.set(name, [...(given.get(name) ?? []), normal]);
  };

  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const following = () => {
      index += 1;
      const value = words[index];
      if (value === undefined) throw new UsageError(`flag needs an argument: ${word}`);
      return value;
    };
    if (word === '--') {
      args.push(...words.slice(index + 1));
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = word.slice(2, equals === -1 ? undefined : equals);
      const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
      if (spec === undefined) throw new UsageError(`unknown flag: --${name}`);
      if (equals !== -1) put(name, word.slice(equals + 1));
      else put(name, spec.kind === 'switch' ? 'true' : (spec.bare ?? following()));
    } else if (word.startsWith('-') && word.length > 1) {
      parseShorts(word, shorts, specs, put, following);
    } else {
      args.push(word);
      if (!interspersed) {
        args.push(...words.slice(index + 1));
        break;
      }
    }
  }
  return { flags: new FlagValues(specs, given), args };
}

function parseShorts(
  word: string,
  shorts: ReadonlyMap<string, string>,
  specs: FlagSpecs,
  put: (name: string, value: string) => void,
  following: () => string,
): void {
  for (let index = 1; index < word.length; index += 1) {
    const letter = word.charAt(index);
    const name = shorts.get(letter);
    if (name === undefined) throw new UsageError(`unknown shorthand flag: '${letter}' in ${word}`);
    const rest = word.slice(index + 1);
    if (specs[name]?.kind === 'switch') {
      if (rest.startsWith('=')) {
        put(name, rest.slice(1));
        return;
      }
      put(name, 'true');
    } else {
      put(name, rest === '' ? following() : rest.replace(/^=/, ''));
      return;
    }
  }
}

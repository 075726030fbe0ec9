import { DarkroomError } from '../../../shared/errors';
import { locate } from '../text/locate';
import type { EscapeCharacter } from '../parser/nodes';
import { expandWord, expandWords, type Environment, type ExpandOptions } from '../shell/expand';
import type {
  AddInstruction,
  ArgInstruction,
  CopyInstruction,
  EnvInstruction,
  KeyValue,
  LabelInstruction,
  StageInstruction,
} from './model';
import { parseMount } from './mounts';
import { parsePorts } from './ports';

/** An instruction with its variables replaced. */
export interface ExpandedInstruction<Kind extends StageInstruction = StageInstruction> {
  readonly instruction: Kind;
  /** Variables whose value went into the instruction, for cache keys. */
  readonly used: ReadonlySet<string>;
  /** Variables it asked for that have no value, for the check UndefinedVar. */
  readonly unset: ReadonlySet<string>;
}

/** Collects the variables of all words of one instruction. */
class Expander {
  readonly used = new Set<string>();
  readonly unset = new Set<string>();

  constructor(
    private readonly environment: Environment,
    private readonly escape: EscapeCharacter,
  ) {}

  readonly word = (text: string): string => {
    const expansion = expandWord(text, this.environment, { escape: this.escape });
    this.note(expansion);
    return expansion.text;
  };

  readonly words = (text: string): ReadonlyArray<string> => {
    const expansion = expandWords(text, this.environment, { escape: this.escape });
    this.note(expansion);
    return expansion.words;
  };

  /** Quotes mean nothing in a here-document, and only the backslash escapes, as in a shell. */
  readonly document = (text: string): string => {
    const options: ExpandOptions = { ignoreQuotes: true };
    const expansion = expandWord(text, this.environment, options);
    this.note(expansion);
    return expansion.text;
  };

  private note(names: { used: ReadonlySet<string>; unset: ReadonlySet<string> }): void {
    for (const name of names.used) this.used.add(name);
    for (const name of names.unset) this.unset.add(name);
  }
}

/**
 * Replaces the variables of an instruction, in just the places where BuildKit does. `environment`
 * holds what ENV and ARG set before it. RUN, CMD, ENTRYPOINT and HEALTHCHECK keep their commands:
 * those variables are their shell's. Throws DOCKERFILE_EXPANSION, _FLAG or _INSTRUCTION, located.
 */
export function expandInstruction<Kind extends StageInstruction>(
  instruction: Kind,
  environment: Environment,
  escape: EscapeCharacter = '\\',
): ExpandedInstruction<Kind> {
  const expander = new Expander(environment, escape);
  const expanded = locate(instruction.range, () => expand(instruction, expander)) as Kind;
  return { instruction: expanded, used: expander.used, unset: expander.unset };
}

function expand(instruction: StageInstruction, expander: Expander): StageInstruction {
  const { word } = expander;
  switch (instruction.kind) {
    case 'add':
      return { ...copy(instruction, expander), checksum: word(instruction.checksum) };
    case 'copy':
      return copy(instruction, expander);
    case 'arg':
      return arg(instruction, expander);
    case 'env':
    case 'label':
      return pairs(instruction, expander);
    case 'expose':
      return { ...instruction, ports: parsePorts(instruction.ports.flatMap(expander.words)) };
    case 'run':
      return {
        ...instruction,
        mounts: instruction.mountFlags.map((flag) => parseMount(flag, word)),
      };
    case 'stopsignal':
      return { ...instruction, signal: word(instruction.signal) };
    case 'user':
      return { ...instruction, user: word(instruction.user) };
    case 'volume':
      return { ...instruction, paths: instruction.paths.map(word).map(notBlank) };
    case 'workdir':
      return { ...instruction, path: word(instruction.path) };
    case 'cmd':
    case 'entrypoint':
    case 'healthcheck':
    case 'maintainer':
    case 'onbuild':
    case 'shell':
      return instruction;
  }
}

function copy<Kind extends AddInstruction | CopyInstruction>(
  instruction: Kind,
  expander: Expander,
): Kind {
  return {
    ...instruction,
    chown: expander.word(instruction.chown),
    chmod: expander.word(instruction.chmod),
    sources: instruction.sources.map(expander.word),
    destination: expander.word(instruction.destination),
    inlineFiles: instruction.inlineFiles.map((file) =>
      file.expand ? { ...file, content: expander.document(file.content) } : file,
    ),
  };
}

/** All pairs see the environment from before the instruction, not each other. */
function pairs<Kind extends EnvInstruction | LabelInstruction>(
  instruction: Kind,
  expander: Expander,
): Kind {
  const expanded = instruction.pairs.map((pair): KeyValue => ({
    ...pair,
    key: expander.word(pair.key),
    value: expander.word(pair.value),
  }));
  return { ...instruction, pairs: expanded };
}

function notBlank(path: string): string {
  if (path !== '') return path;
  throw new DarkroomError('DOCKERFILE_INSTRUCTION', 'VOLUME specified can not be an empty string', {
    data: { instruction: 'VOLUME' },
    hint: 'A variable in it has no value.',
  });
}

function arg(instruction: ArgInstruction, expander: Expander): ArgInstruction {
  return {
    ...instruction,
    declarations: instruction.declarations.map((declaration) => ({
      ...declaration,
      name: expander.word(declaration.name),
      default: declaration.default === undefined ? undefined : expander.word(declaration.default),
    })),
  };
}

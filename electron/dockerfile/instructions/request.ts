import { DarkroomError, type SourceRange } from '../../../shared/errors';
import type { DockerfileNode, NodeArguments, Pair, Word } from '../parser/nodes';
import { Flags, type FlagTypes } from './flags';
import type { CommandLine, InstructionPlace } from './model';

/** A node on its way to an instruction, with the checks that several instructions share. */
export class InstructionRequest {
  readonly place: InstructionPlace;
  /** The name in capitals, for messages. */
  readonly title: string;

  constructor(
    readonly node: DockerfileNode,
    isTrigger: boolean,
  ) {
    this.title = node.name.toUpperCase();
    this.place = {
      keyword: node.keyword.text,
      range: node.range,
      original: node.original,
      comments: node.comments,
      isTrigger,
    };
  }

  flags(types: FlagTypes = {}): Flags {
    return new Flags(this.title, this.node.flags, types);
  }

  /** For the instructions that take a list of words. */
  get words(): ReadonlyArray<Word> {
    return argumentWords(this.node.arguments);
  }

  atLeastOneWord(): ReadonlyArray<Word> {
    const { words } = this;
    if (words.length > 0) return words;
    throw this.error(`${this.title} requires at least one argument`);
  }

  /** For the instructions that take one text to the end of the line. */
  exactlyOne(): string {
    const { arguments: given } = this.node;
    if (given.kind === 'text') return given.word.text;
    throw this.error(`${this.title} requires exactly one argument`);
  }

  pairs(): ReadonlyArray<Pair> {
    const { arguments: given } = this.node;
    if (given.kind !== 'pairs') throw this.error(`${this.title} requires at least one argument`);
    const blank = given.pairs.find((pair) => pair.key === '');
    if (blank !== undefined) {
      throw this.error(`${this.title} names can not be blank`, undefined, blank.range);
    }
    return given.pairs;
  }

  command(): CommandLine {
    return commandLine(this.node.arguments);
  }

  error(message: string, hint?: string, range: SourceRange = this.node.range): DarkroomError {
    return new DarkroomError('DOCKERFILE_INSTRUCTION', message, {
      range,
      data: { instruction: this.title },
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function argumentWords(given: NodeArguments): ReadonlyArray<Word> {
  if (given.kind === 'json' || given.kind === 'words') return given.words;
  return given.kind === 'text' ? [given.word] : [];
}

/** Without arguments the shell gets an empty command, as Docker does it. */
export function commandLine(given: NodeArguments): CommandLine {
  if (given.kind === 'json') return { kind: 'exec', args: given.words.map((word) => word.text) };
  return { kind: 'shell', text: given.kind === 'text' ? given.word.text : '' };
}

import type { SourceRange } from '../../../shared/errors';
import type { ArgInstruction, FromInstruction, StageInstruction } from '../instructions/model';
import type { Directive, EscapeCharacter, ParseWarning } from '../parser/nodes';

/** A FROM with the instructions that follow it. */
export interface Stage {
  /** Counts from 0. */
  readonly index: number;
  /** Lowercase; undefined when FROM has no AS. */
  readonly name: string | undefined;
  readonly from: FromInstruction;
  readonly instructions: ReadonlyArray<StageInstruction>;
  /** From FROM to the end of the last instruction. */
  readonly range: SourceRange;
}

/** A whole Dockerfile, read and checked as far as it can be without variables. */
export interface Dockerfile {
  readonly text: string;
  readonly escape: EscapeCharacter;
  readonly directives: ReadonlyArray<Directive>;
  /** The ARGs before the first FROM. */
  readonly metaArgs: ReadonlyArray<ArgInstruction>;
  /** At least one. */
  readonly stages: ReadonlyArray<Stage>;
  readonly warnings: ReadonlyArray<ParseWarning>;
}

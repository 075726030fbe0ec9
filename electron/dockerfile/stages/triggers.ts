import { DarkroomError, type SourceRange } from '../../../shared/errors';
import type { StageInstruction } from '../instructions/model';
import { parseInstruction } from '../instructions/parse-instruction';
import { parseSource } from '../parser/parse';

/**
 * The instructions that ONBUILD left behind, as they run in a stage whose FROM stands at `range`:
 * their own text is in another file, so FROM is the place they are reported at.
 */
export function parseTriggers(
  expressions: ReadonlyArray<string>,
  range: SourceRange,
): ReadonlyArray<StageInstruction> {
  return expressions.map((expression) => parseTrigger(expression, range));
}

function parseTrigger(expression: string, range: SourceRange): StageInstruction {
  try {
    const [node, second] = parseSource(expression).nodes;
    if (node === undefined || second !== undefined) {
      throw triggerError(expression, 'onbuild trigger should be a single expression', range);
    }
    const instruction = parseInstruction(node, true);
    if (
      instruction.kind === 'from' ||
      instruction.kind === 'onbuild' ||
      instruction.kind === 'maintainer'
    ) {
      const name = instruction.kind.toUpperCase();
      throw triggerError(expression, `${name} isn't allowed as an ONBUILD trigger`, range);
    }
    return moveTo(instruction, range);
  } catch (error) {
    if (!(error instanceof DarkroomError)) throw error;
    throw new DarkroomError(error.code, error.message, {
      data: { ...error.data, trigger: expression },
      range,
      hint: error.hint ?? 'The instruction comes from an ONBUILD of the base.',
      cause: error,
    });
  }
}

function triggerError(expression: string, message: string, range: SourceRange): DarkroomError {
  return new DarkroomError('DOCKERFILE_INSTRUCTION', message, {
    range,
    data: { trigger: expression },
  });
}

/** Nothing inside a trigger has a place in this file, so all of it stands at FROM. */
function moveTo(instruction: StageInstruction, range: SourceRange): StageInstruction {
  switch (instruction.kind) {
    case 'env':
    case 'label':
      return {
        ...instruction,
        range,
        pairs: instruction.pairs.map((pair) => ({ ...pair, range })),
      };
    case 'arg':
      return {
        ...instruction,
        range,
        declarations: instruction.declarations.map((declaration) => ({ ...declaration, range })),
      };
    case 'run':
      return {
        ...instruction,
        range,
        mountFlags: instruction.mountFlags.map((flag) => ({ ...flag, range })),
      };
    default:
      return { ...instruction, range };
  }
}

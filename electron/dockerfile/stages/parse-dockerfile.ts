import { DarkroomError } from '../../../shared/errors';
import type { ArgInstruction, FromInstruction, StageInstruction } from '../instructions/model';
import { parseInstruction } from '../instructions/parse-instruction';
import type { DockerfileNode } from '../parser/nodes';
import { parseSource } from '../parser/parse';
import type { Dockerfile, Stage } from './dockerfile-model';
import { checkSyntaxDirective } from './syntax-directive';

/**
 * Reads a Dockerfile. Throws DOCKERFILE_EMPTY, _SYNTAX, _INSTRUCTION, _FLAG or _STAGE, and
 * NOT_SUPPORTED for a foreign `# syntax=`; each with its range.
 */
export function parseDockerfile(text: string): Dockerfile {
  const tree = parseSource(text);
  checkSyntaxDirective(tree.directives);
  const metaArgs: ArgInstruction[] = [];
  const stages: StageDraft[] = [];
  for (const node of tree.nodes) addInstruction(node, metaArgs, stages);
  if (stages.length === 0) {
    throw new DarkroomError('DOCKERFILE_STAGE', 'dockerfile contains no stages to build', {
      range: metaArgs[metaArgs.length - 1]?.range,
      hint: 'Add FROM with the image to start from, or FROM scratch.',
    });
  }
  return {
    text,
    escape: tree.escape,
    directives: tree.directives,
    metaArgs,
    stages: stages.map(finishStage),
    warnings: tree.warnings,
  };
}

interface StageDraft {
  readonly from: FromInstruction;
  readonly instructions: StageInstruction[];
}

function addInstruction(
  node: DockerfileNode,
  metaArgs: ArgInstruction[],
  stages: StageDraft[],
): void {
  const instruction = parseInstruction(node);
  const stage = stages[stages.length - 1];
  if (instruction.kind === 'from') {
    stages.push({ from: instruction, instructions: [] });
  } else if (stage !== undefined) {
    stage.instructions.push(instruction);
  } else if (instruction.kind === 'arg') {
    metaArgs.push(instruction);
  } else {
    throw new DarkroomError(
      'DOCKERFILE_STAGE',
      `no build stage in current context: ${node.name.toUpperCase()} stands before the first FROM`,
      {
        range: instruction.range,
        data: { instruction: node.name.toUpperCase() },
        hint: 'Only ARG may stand before FROM; move the instruction below it.',
      },
    );
  }
}

function finishStage(draft: StageDraft, index: number): Stage {
  const last = draft.instructions[draft.instructions.length - 1] ?? draft.from;
  return {
    index,
    name: draft.from.name,
    from: draft.from,
    instructions: draft.instructions,
    range: { start: draft.from.range.start, end: last.range.end },
  };
}

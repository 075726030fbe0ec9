import type { FromInstruction, Instruction } from '../instructions/model';
import type { Dockerfile } from '../stages/dockerfile-model';
import type { Draft } from './model';
import type { RuleName } from './rules';

/** The rules that need nothing but the text. */
export function textChecks(dockerfile: Dockerfile): ReadonlyArray<Draft> {
  const instructions = dockerfile.stages.flatMap((stage): Instruction[] => [
    stage.from,
    ...stage.instructions,
  ]);
  return [
    ...emptyContinuations(dockerfile),
    ...instructionCasing(instructions),
    ...stageNames(dockerfile),
    ...[...dockerfile.metaArgs, ...instructions].flatMap(describe),
    ...instructions.flatMap(oneInstruction),
  ];
}

export function draft(rule: RuleName, message: string, at: Instruction, range = at.range): Draft {
  return { rule, message, range, comments: at.comments };
}

function emptyContinuations(dockerfile: Dockerfile): ReadonlyArray<Draft> {
  return dockerfile.warnings.map((warning) => ({
    rule: 'NoEmptyContinuation',
    message: 'Empty continuation line',
    range: warning.range,
    comments: [],
  }));
}

/** The majority decides; in a tie, capitals. A name of mixed case is always wrong. */
function instructionCasing(instructions: ReadonlyArray<Instruction>): ReadonlyArray<Draft> {
  const lower = instructions.filter(({ keyword }) => keyword === keyword.toLowerCase()).length;
  const upper = instructions.filter(({ keyword }) => keyword === keyword.toUpperCase()).length;
  const isLower = lower > upper;
  return instructions.flatMap((instruction) => {
    const { keyword } = instruction;
    const wanted = isLower ? keyword.toLowerCase() : keyword.toUpperCase();
    if (keyword === wanted) return [];
    const name = isLower ? 'lowercase' : 'uppercase';
    const message = `Command '${keyword}' should match the case of the command majority (${name})`;
    return [
      {
        ...draft('ConsistentInstructionCasing', message, instruction, keywordRange(instruction)),
        suggestion: wanted,
      },
    ];
  });
}

function keywordRange({ range, keyword }: Instruction): Instruction['range'] {
  const { line, column } = range.start;
  return { start: range.start, end: { line, column: column + Math.max(0, keyword.length - 1) } };
}

const reservedNames = new Set(['scratch', 'context']);

function stageNames(dockerfile: Dockerfile): ReadonlyArray<Draft> {
  const seen = new Set<string>();
  return dockerfile.stages.flatMap(({ from }) => {
    const { name, writtenName } = from;
    if (name === undefined) return [];
    const drafts: Draft[] = [];
    if (reservedNames.has(name)) {
      const message = `Stage name should not use the same name as reserved stage "${name}"`;
      drafts.push(draft('ReservedStageName', message, from, writtenName?.range));
    }
    if (seen.has(name)) {
      const message = `Duplicate stage name "${name}", stage names should be unique`;
      drafts.push(draft('DuplicateStageName', message, from, writtenName?.range));
    }
    seen.add(name);
    return [...drafts, ...nameCasing(from)];
  });
}

function nameCasing(from: FromInstruction): ReadonlyArray<Draft> {
  const { writtenName, writtenAs = '', keyword } = from;
  const drafts: Draft[] = [];
  if (writtenName !== undefined && writtenName.text !== from.name) {
    const message = `Stage name '${writtenName.text}' should be lowercase`;
    drafts.push({
      ...draft('StageNameCasing', message, from, writtenName.range),
      suggestion: writtenName.text.toLowerCase(),
    });
  }
  const isLower = keyword === keyword.toLowerCase();
  const isConsistent = isLower || keyword === keyword.toUpperCase();
  const wanted = isLower ? writtenAs.toLowerCase() : writtenAs.toUpperCase();
  if (isConsistent && writtenAs !== wanted) {
    const message = `'${writtenAs}' and '${keyword}' keywords' casing do not match`;
    drafts.push({ ...draft('FromAsCasing', message, from), suggestion: wanted });
  }
  return drafts;
}

/** The last comment line above ARG or a named FROM should start with the name it describes. */
function describe(instruction: Instruction): ReadonlyArray<Draft> {
  const last = instruction.comments[instruction.comments.length - 1];
  const names = definedNames(instruction);
  if (last === undefined || names.length === 0) return [];
  if (names.includes(last.split(' ')[0] ?? '')) return [];
  const example = names.length > 1 ? '<arg_key>' : names[0];
  const message = `Comment for ${instruction.kind.toUpperCase()} should follow the format: \`# ${example} <description>\``;
  return [draft('InvalidDefinitionDescription', message, instruction)];
}

function definedNames(instruction: Instruction): ReadonlyArray<string> {
  if (instruction.kind === 'from') return instruction.name === undefined ? [] : [instruction.name];
  if (instruction.kind !== 'arg') return [];
  return instruction.declarations.map((declaration) => declaration.name);
}

function oneInstruction(instruction: Instruction): ReadonlyArray<Draft> {
  if (instruction.kind !== 'maintainer') return [];
  const message = 'Maintainer instruction is deprecated in favor of using label';
  return [
    {
      ...draft('MaintainerDeprecated', message, instruction),
      suggestion: `LABEL org.opencontainers.image.authors=${JSON.stringify(instruction.author)}`,
    },
  ];
}

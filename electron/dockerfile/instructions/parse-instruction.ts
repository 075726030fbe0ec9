import { locate } from '../text/locate';
import { trimSpaces } from '../text/characters';
import { didYouMean, suggest } from '../text/suggest';
import type { DockerfileNode } from '../parser/nodes';
import { parseAdd, parseCopy } from './copy-instructions';
import { parseHealthcheck } from './healthcheck-instruction';
import type {
  ArgDeclaration,
  FromInstruction,
  Instruction,
  OnbuildInstruction,
  ShellInstruction,
  VolumeInstruction,
} from './model';
import { InstructionRequest } from './request';
import { parseRun } from './run-instruction';

type InstructionParser = (request: InstructionRequest) => Instruction;

const parsers: ReadonlyMap<string, InstructionParser> = new Map<string, InstructionParser>([
  ['add', parseAdd],
  ['arg', parseArg],
  ['cmd', (request) => commandInstruction(request, 'cmd')],
  ['copy', parseCopy],
  ['entrypoint', (request) => commandInstruction(request, 'entrypoint')],
  ['env', (request) => pairInstruction(request, 'env')],
  ['expose', parseExpose],
  ['from', parseFrom],
  ['healthcheck', parseHealthcheck],
  ['label', (request) => pairInstruction(request, 'label')],
  [
    'maintainer',
    (request) => ({ ...one(request), kind: 'maintainer', author: request.exactlyOne() }),
  ],
  ['onbuild', parseOnbuild],
  ['run', parseRun],
  ['shell', parseShell],
  [
    'stopsignal',
    (request) => ({ ...one(request), kind: 'stopsignal', signal: request.exactlyOne() }),
  ],
  ['user', (request) => ({ ...one(request), kind: 'user', user: request.exactlyOne() })],
  ['volume', parseVolume],
  ['workdir', (request) => ({ ...one(request), kind: 'workdir', path: request.exactlyOne() })],
]);

/** Every instruction of the language, in capitals. */
export const instructionNames: ReadonlyArray<string> = [...parsers.keys()].map((name) =>
  name.toUpperCase(),
);

/**
 * The typed form of a node. Throws DOCKERFILE_INSTRUCTION or DOCKERFILE_FLAG, located.
 * `isTrigger` marks an instruction that an ONBUILD brought in.
 */
export function parseInstruction(node: DockerfileNode, isTrigger = false): Instruction {
  return locate(node.range, () => {
    const request = new InstructionRequest(node, isTrigger);
    const parser = parsers.get(node.name);
    if (parser !== undefined) return parser(request);
    const nearest = suggest(node.keyword.text, instructionNames, true);
    throw request.error(
      `unknown instruction: ${node.keyword.text}${didYouMean(nearest)}`,
      nearest === undefined
        ? 'A line that belongs to the instruction above needs a \\ at the end of the line before.'
        : undefined,
      node.keyword.range,
    );
  });
}

function one(request: InstructionRequest): InstructionRequest['place'] {
  request.flags();
  return request.place;
}

function commandInstruction(request: InstructionRequest, kind: 'cmd' | 'entrypoint'): Instruction {
  request.flags();
  return { ...request.place, kind, command: request.command() };
}

function pairInstruction(request: InstructionRequest, kind: 'env' | 'label'): Instruction {
  request.flags();
  return { ...request.place, kind, pairs: request.pairs() };
}

/** Flags before the names are passed over, as BuildKit does. */
function parseArg(request: InstructionRequest): Instruction {
  const declarations = request.atLeastOneWord().map(({ text, range }): ArgDeclaration => {
    const equals = text.indexOf('=');
    if (equals === 0) throw request.error('ARG names can not be blank', undefined, range);
    if (equals === -1) return { name: text, default: undefined, range };
    return { name: text.slice(0, equals), default: text.slice(equals + 1), range };
  });
  return { ...request.place, kind: 'arg', declarations };
}

function parseExpose(request: InstructionRequest): Instruction {
  request.flags();
  const ports = request.atLeastOneWord().map((word) => word.text);
  return { ...request.place, kind: 'expose', ports: [...ports].sort() };
}

function parseVolume(request: InstructionRequest): VolumeInstruction {
  request.flags();
  const paths = request.atLeastOneWord().map((word) => trimSpaces(word.text));
  if (paths.includes('')) throw request.error('VOLUME specified can not be an empty string');
  return { ...request.place, kind: 'volume', paths };
}

function parseShell(request: InstructionRequest): ShellInstruction {
  request.flags();
  const command = request.command();
  if (command.kind === 'shell' && command.text !== '') {
    throw request.error(
      'SHELL requires the arguments to be in JSON form',
      'Write SHELL ["program", "argument"].',
    );
  }
  if (command.kind === 'shell' || command.args.length === 0) {
    throw request.error('SHELL requires at least one argument');
  }
  return { ...request.place, kind: 'shell', shell: command.args };
}

const stageNamePattern = /^[a-z][a-z0-9-_.]*$/;

function parseFrom(request: InstructionRequest): FromInstruction {
  const { words } = request;
  const [image, as, writtenName] = words;
  const isNamed = words.length === 3 && as?.text.toLowerCase() === 'as';
  if (image === undefined || (words.length !== 1 && !isNamed)) {
    throw request.error(
      'FROM requires either one or three arguments',
      'Write FROM image or FROM image AS name.',
    );
  }
  const name = writtenName?.text.toLowerCase();
  if (name !== undefined && !stageNamePattern.test(name)) {
    throw request.error(
      `invalid name for build stage: "${writtenName?.text}", name can't start with a number or contain symbols`,
      'Start with a letter; letters, digits and - _ . may follow.',
      writtenName?.range,
    );
  }
  const flags = request.flags({ platform: 'text' });
  return {
    ...request.place,
    kind: 'from',
    image: image.text,
    imageRange: image.range,
    name,
    writtenName,
    writtenAs: as?.text,
    platform: flags.text('platform'),
  };
}

function parseOnbuild(request: InstructionRequest): OnbuildInstruction {
  const { arguments: given, heredocs } = request.node;
  if (given.kind !== 'trigger') throw request.error('ONBUILD requires at least one argument');
  request.flags();
  const trigger = given.node.name.toUpperCase();
  if (trigger === 'ONBUILD') {
    throw request.error("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
  }
  if (trigger === 'FROM' || trigger === 'MAINTAINER') {
    throw request.error(`${trigger} isn't allowed as an ONBUILD trigger`);
  }
  const documents = heredocs.map((heredoc) => `\n${heredoc.content}${heredoc.name}`);
  return {
    ...request.place,
    kind: 'onbuild',
    expression: given.node.original + documents.join(''),
    trigger,
  };
}

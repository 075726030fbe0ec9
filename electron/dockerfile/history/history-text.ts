import { assertNever } from '../../../shared/errors';
import { formatDuration } from '../../../shared/text/duration';
import type {
  AddInstruction,
  CommandLine,
  CopyInstruction,
  HealthCheck,
  StageInstruction,
} from '../instructions/model';
import { defaultShell, runCommand } from '../instructions/run-instruction';
import type { VariableScope } from '../stages/scope';
import { goList, goQuote, goQuoteList, goQuoteNumber } from './go-format';

/** What the history line of an instruction depends on besides the instruction. */
export interface HistoryContext {
  /** The shell in force; empty for the default. */
  readonly shell: ReadonlyArray<string>;
  /** The variables before the instruction. */
  readonly scope: VariableScope;
  /** The working directory behind the instruction; only WORKDIR asks for it. */
  readonly workdir: string;
}

/** One entry of an image's history. */
export interface HistoryLine {
  readonly createdBy: string;
  /** True when the instruction makes no layer. */
  readonly isEmptyLayer: boolean;
}

/** Stands in every entry's `comment`. */
export const historyComment = 'buildkit.dockerfile.v0';

/** Behind `created_by` of the instructions that the solver executes. */
const mark = ' # buildkit';

/**
 * The history entry of an expanded instruction, letter for letter as Docker 26.1 writes it, or
 * nothing for ONBUILD, which leaves no entry.
 */
export function historyLine(
  instruction: StageInstruction,
  context: HistoryContext,
): HistoryLine | undefined {
  const empty = (createdBy: string): HistoryLine => ({ createdBy, isEmptyLayer: true });
  switch (instruction.kind) {
    case 'run': {
      const { args } = runCommand(instruction, context.shell);
      const createdBy = `RUN ${[...argumentPrefix(context.scope), ...args].join(' ')}${mark}`;
      return { createdBy, isEmptyLayer: false };
    }
    case 'copy':
    case 'add':
      return { createdBy: copyText(instruction) + mark, isEmptyLayer: false };
    case 'workdir':
      return { createdBy: `WORKDIR ${context.workdir}`, isEmptyLayer: context.workdir === '/' };
    case 'env':
    case 'label': {
      const pairs = instruction.pairs.map(({ key, value }) => ` ${key}=${value}`);
      return empty(instruction.kind.toUpperCase() + pairs.join(''));
    }
    case 'arg': {
      const names = instruction.declarations.map((declaration) =>
        declaration.default === undefined
          ? declaration.name
          : `${declaration.name}=${declaration.default}`,
      );
      return empty(`ARG ${names.join(' ')}`);
    }
    case 'cmd':
      return empty(`CMD ${goQuoteList(commandArgs(instruction.command, context.shell))}`);
    case 'entrypoint':
      return empty(`ENTRYPOINT ${goQuoteList(commandArgs(instruction.command, context.shell))}`);
    case 'expose':
      return empty(`EXPOSE map[${instruction.ports.map((port) => `${port}:{}`).join(' ')}]`);
    case 'healthcheck':
      return empty(`HEALTHCHECK ${healthText(instruction.healthCheck)}`);
    case 'maintainer':
      return empty(`MAINTAINER ${instruction.author}`);
    case 'shell':
      return empty(`SHELL ${goList(instruction.shell)}`);
    case 'stopsignal':
      return empty(`STOPSIGNAL ${instruction.signal}`);
    case 'user':
      return empty(`USER ${instruction.user}`);
    case 'volume':
      return empty(`VOLUME ${goList(instruction.paths)}`);
    case 'onbuild':
      return undefined;
    default:
      return assertNever(instruction);
  }
}

/** A command as the image configuration stores it: the shell form behind the shell. */
export function commandArgs(
  command: CommandLine,
  shell: ReadonlyArray<string>,
): ReadonlyArray<string> {
  if (command.kind === 'exec') return command.args;
  return [...(shell.length === 0 ? defaultShell : shell), command.text];
}

/** The `Test` of a health check as the image configuration stores it. */
export function healthTest(health: HealthCheck): ReadonlyArray<string> {
  if (health.kind === 'none') return ['NONE'];
  const { test } = health;
  return test.kind === 'exec' ? ['CMD', ...test.args] : ['CMD-SHELL', test.text];
}

/** `|2 A=1 B=2` when the stage has ARGs so far: each with the value it has now. */
function argumentPrefix(scope: VariableScope): ReadonlyArray<string> {
  if (scope.args.length === 0) return [];
  const values = scope.args.map(
    ({ name, value }) => `${name}=${scope.environment.get(name) ?? value ?? ''}`,
  );
  return [`|${values.length}`, ...values];
}

function copyText(instruction: AddInstruction | CopyInstruction): string {
  const { chown, chmod } = instruction;
  return [
    instruction.kind.toUpperCase(),
    ...(instruction.kind === 'copy' && instruction.parents ? ['--parents'] : []),
    ...(chown === '' ? [] : [`--chown=${chown}`]),
    ...(chmod === '' ? [] : [`--chmod=${chmod}`]),
    ...instruction.sources,
    ...instruction.inlineFiles.map((file) => `<<${file.name}`),
    instruction.destination,
  ].join(' ');
}

function healthText(health: HealthCheck): string {
  const durations =
    health.kind === 'none'
      ? [0, 0, 0, 0]
      : [health.interval, health.timeout, health.startPeriod, health.startInterval];
  const retries = health.kind === 'none' ? 0 : health.retries;
  const fields = [
    goQuoteList(healthTest(health)),
    ...durations.map((duration) => goQuote(formatDuration(duration))),
    goQuoteNumber(retries),
  ];
  return `&{${fields.join(' ')}}`;
}

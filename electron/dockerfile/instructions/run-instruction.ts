import { DarkroomError } from '../../../shared/errors';
import { stripLeadingTabs, tryHeredocMark } from '../parser/heredocs';
import { mountFlag } from './mounts';
import type { RunInstruction } from './model';
import type { InstructionRequest } from './request';

const networks = ['default', 'none', 'host'] as const;
const securities = ['sandbox', 'insecure'] as const;

export function parseRun(request: InstructionRequest): RunInstruction {
  const flags = request.flags({
    mount: 'list',
    network: 'text',
    security: 'text',
    device: 'list',
  });
  const device = flags.list('device')[0];
  if (device !== undefined) {
    throw new DarkroomError('DOCKERFILE_FLAG', 'RUN --device is not supported', {
      range: device.range,
      data: { instruction: 'RUN', flag: `--device=${device.value}` },
      hint: 'Build steps get no devices of this machine; remove the flag.',
    });
  }
  return {
    ...request.place,
    kind: 'run',
    command: request.command(),
    heredocs: request.node.heredocs.map((heredoc) => ({
      name: heredoc.name,
      content: heredoc.content,
      stripTabs: heredoc.stripTabs,
    })),
    mountFlags: flags.list('mount').map(mountFlag),
    mounts: [],
    network: choice('network', 'invalid network mode', networks),
    security: choice('security', 'invalid security mode', securities),
  };

  function choice<Choice extends string>(
    flag: string,
    message: string,
    choices: readonly [Choice, ...Choice[]],
  ): Choice {
    const range = flags.range(flag);
    if (range === undefined) return choices[0];
    const value = flags.text(flag);
    const found = choices.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    throw new DarkroomError('DOCKERFILE_FLAG', `${message} "${value}"`, {
      range,
      data: { instruction: 'RUN', flag: `--${flag}=${value}` },
      hint: `--${flag} can be ${choices.join(', ')}.`,
    });
  }
}

/** What a RUN starts. */
export interface RunCommand {
  readonly args: ReadonlyArray<string>;
  /** A script that must stand at `path`, executable and read-only, while the command runs. */
  readonly script: { readonly path: string; readonly content: string } | undefined;
}

/** The shell where neither SHELL nor the base image names one. */
export const defaultShell: ReadonlyArray<string> = ['/bin/sh', '-c'];

/** Folder of the script that a here-document with `#!` becomes. */
const scriptFolder = '/dev/pipes';

/**
 * The program and arguments of a RUN. A here-document alone is the command itself, or a script when
 * it starts with `#!`; with other words around it, the shell reads it as usual.
 */
export function runCommand(run: RunInstruction, shell: ReadonlyArray<string>): RunCommand {
  const { command, heredocs } = run;
  if (command.kind === 'exec') return { args: command.args, script: undefined };
  const inShell = (text: string): RunCommand => ({
    args: [...(shell.length === 0 ? defaultShell : shell), text],
    script: undefined,
  });
  const [first] = heredocs;
  if (first === undefined) return inShell(command.text);
  if (tryHeredocMark(command.text) === undefined) {
    const documents = heredocs.map((heredoc) => `\n${heredoc.content}${heredoc.name}`);
    return inShell(command.text + documents.join(''));
  }
  const content = first.stripTabs ? stripLeadingTabs(first.content) : first.content;
  if (!content.startsWith('#!')) return inShell(content);
  const path = `${scriptFolder}/${first.name}`;
  const scriptRun = inShell(path);
  return { args: scriptRun.args, script: { path, content } };
}

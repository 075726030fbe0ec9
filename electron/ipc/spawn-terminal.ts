import { spawn } from '@lydell/node-pty';

import type { TerminalRequest } from './terminals';
import type { PseudoTerminal } from './terminal-session';

/** How the command line is started: a program and its first arguments. */
export interface CommandLine {
  readonly program: string;
  readonly args: ReadonlyArray<string>;
  readonly env: Readonly<Record<string, string>>;
}

/** Bash where the container has one, asked inside: a list of files would not see what was installed. */
const shell = ['/bin/sh', '-c', '[ -x /bin/bash ] && exec /bin/bash; exec /bin/sh'];

/**
 * The window's terminal is a pseudo-terminal that runs the command line: whoever learns one knows
 * the other, and no byte of a session passes the sandbox's helper.
 */
export function spawnerOf(commandLine: CommandLine): (request: TerminalRequest) => PseudoTerminal {
  return ({ engine, container, mode, columns, rows }) =>
    spawn(
      commandLine.program,
      [...commandLine.args, '--engine', engine, ...argumentsFor(container, mode)],
      {
        name: 'xterm-256color',
        cols: columns,
        rows,
        cwd: '/',
        env: { ...terminalEnvironment(process.env), ...commandLine.env },
      },
    );
}

export function argumentsFor(
  container: string,
  mode: TerminalRequest['mode'],
): ReadonlyArray<string> {
  return mode === 'attach' ? ['attach', container] : ['exec', '-it', container, ...shell];
}

/** The app's environment without what only means something to the app. */
export function terminalEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !/^(ELECTRON_|NODE_|CHROME_|DARKROOM_MEASURE)/u.test(name))
      kept[name] = value;
  }
  return { ...kept, TERM: 'xterm-256color', COLORTERM: 'truecolor' };
}

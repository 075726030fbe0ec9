import { UsageError, type Command } from '../command';
import { environment } from '../container-flags/environment';
import { printError } from '../output/errors';
import { startExitCode } from '../session';

export const command: Command = {
  name: 'exec',
  summary: 'Run another command in a running container',
  usage: '[OPTIONS] CONTAINER COMMAND [ARG...]',
  flags: {
    detach: { kind: 'switch', short: 'd', help: 'Leave it running and return at once' },
    'detach-keys': { kind: 'text', help: 'Refused: a command of exec is left by ending it' },
    env: { kind: 'list', short: 'e', help: 'Set an environment variable' },
    'env-file': { kind: 'list', help: 'Read environment variables from a file' },
    interactive: { kind: 'switch', short: 'i', help: 'Keep standard input open' },
    privileged: { kind: 'switch', help: 'Refused: it gets what the container has' },
    tty: { kind: 'switch', short: 't', help: 'Give it a terminal' },
    user: { kind: 'text', short: 'u', help: 'User, or user:group, by name or id' },
    workdir: { kind: 'text', short: 'w', help: 'Working directory' },
  },
  interspersed: false,
  usageExitCode: 1,
  args: { min: 2, max: Infinity },
  async run({ args, flags, io, services }) {
    const [container = '', ...words] = args;
    if (flags.switch('privileged')) {
      throw new UsageError('--privileged: a command gets no more rights than its container has');
    }
    if (flags.isSet('detach-keys')) {
      throw new UsageError(
        '--detach-keys: a command of exec is left by ending it, or started with -d',
      );
    }
    const detached = flags.switch('detach');
    const tty = flags.switch('tty');
    const interactive = flags.switch('interactive');
    if (tty && interactive && !detached && !io.stdin.isTTY)
      throw new UsageError('the input device is not a TTY');
    const { engine } = await services();
    const options = {
      command: words,
      env: environment(flags),
      user: flags.text('user') ?? null,
      workingDir: flags.text('workdir') ?? null,
      tty,
    };
    try {
      if (detached) {
        await engine.containers.execDetached(container, options);
        return 0;
      }
      return await engine.containers.exec(container, options, {
        stdin: interactive ? io.stdin : null,
        stdout: io.stdout,
        stderr: io.stderr,
      });
    } catch (error) {
      printError(io.stderr, error);
      // docker, too, tells a command's own codes only to who waits for it.
      return detached ? 1 : startExitCode(error, 1);
    }
  },
};

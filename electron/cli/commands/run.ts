import { toWire } from '../../../shared/errors';
import type { Engine } from '../../engine/engine';
import { attachFlags, attachOptions, attachedStdio } from '../attach-flags';
import { UsageError, type Command } from '../command';
import { containerFlags, containerOptions } from '../container-flags/container-flags';
import { createFlags, makeContainer } from '../make-container';
import { printError } from '../output/errors';
import { sessionExitCode, startExitCode } from '../session';

export const command: Command = {
  name: 'run',
  summary: 'Make a container and start it',
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  flags: {
    ...containerFlags,
    ...createFlags,
    ...attachFlags,
    detach: { kind: 'switch', short: 'd', help: 'Leave it running and print its id' },
  },
  interspersed: false,
  usageExitCode: 125,
  args: { min: 1, max: Infinity },
  async run(context) {
    const { args, flags, io } = context;
    const detached = flags.switch('detach');
    const streams = flags.list('attach');
    if (detached && streams.length > 0) {
      throw new UsageError('conflicting options: cannot specify both --attach and --detach');
    }
    const given = containerOptions(args, flags);
    const options = streams.includes('stdin') ? { ...given, interactive: true } : given;
    if (options.tty && options.interactive && !detached && !io.stdin.isTTY) {
      throw new UsageError('the input device is not a TTY');
    }
    const attach = attachOptions(flags);
    const container = await makeContainer(context, options);
    const { engine } = await context.services();
    try {
      if (detached) {
        await engine.containers.start(container.id);
        io.stdout.write(`${container.id}\n`);
        return 0;
      }
      const stdio = attachedStdio(io, streams, options.interactive === true);
      const end = await engine.containers.startAttached(container.id, stdio, attach);
      if (options.autoRemove && end.kind === 'exited') await removeQuietly(engine, container.id);
      return sessionExitCode(end);
    } catch (error) {
      if (options.autoRemove) await removeQuietly(engine, container.id);
      printError(io.stderr, error);
      return startExitCode(error, 125);
    }
  },
};

/** Whoever settles the index may have removed it already; that is what was wanted. */
async function removeQuietly(engine: Engine, id: string): Promise<void> {
  try {
    await engine.containers.remove(id, { force: true });
  } catch (error) {
    if (toWire(error).code !== 'CONTAINER_NOT_FOUND') throw error;
  }
}

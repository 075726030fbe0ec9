import type { Command } from '../command';
import { sessionExitCode } from '../session';

export const command: Command = {
  name: 'attach',
  summary: "Connect this terminal to a running container's main process",
  usage: '[OPTIONS] CONTAINER',
  flags: { 'no-stdin': { kind: 'switch', help: 'Only show its output' } },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run({ args, flags, io, services }) {
    const { engine } = await services();
    const end = await engine.containers.attach(args[0] ?? '', {
      stdin: flags.switch('no-stdin') ? null : io.stdin,
      stdout: io.stdout,
      stderr: io.stderr,
    });
    return sessionExitCode(end);
  },
};

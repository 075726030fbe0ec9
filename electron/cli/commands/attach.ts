import type { Command } from '../command';
import { attachOptions, sessionExitCode } from '../session';

export const command: Command = {
  name: 'attach',
  summary: "Connect this terminal to a running container's main process",
  usage: '[OPTIONS] CONTAINER',
  flags: {
    'detach-keys': { kind: 'text', help: 'Keys that leave it, e.g. ctrl-p,ctrl-q' },
    'no-stdin': { kind: 'switch', help: 'Only show its output' },
    'sig-proxy': { kind: 'switch', help: 'Pass signals on to it', preset: true },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run({ args, flags, io, services }) {
    const { engine } = await services();
    const stdio = {
      stdin: flags.switch('no-stdin') ? null : io.stdin,
      stdout: io.stdout,
      stderr: io.stderr,
    };
    const end = await engine.containers.attach(args[0] ?? '', stdio, attachOptions(flags));
    return sessionExitCode(end);
  },
};

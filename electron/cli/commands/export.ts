import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UsageError, type Command } from '../command';

export const command: Command = {
  name: 'export',
  summary: "Write a container's files as a tar",
  usage: '[OPTIONS] CONTAINER',
  flags: {
    output: { kind: 'text', short: 'o', help: 'Into this file instead of standard output' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run({ args, flags, io, signal, services }) {
    const output = flags.text('output');
    if (output === undefined && io.stdout.isTTY) {
      throw new UsageError('cowardly refusing to save to a terminal. Use the -o flag or redirect');
    }
    const { engine } = await services();
    const content = await engine.containers.export(args[0] ?? '');
    if (output === undefined) {
      await pipeline(content, io.stdout, { signal, end: false });
      return 0;
    }
    // The target appears only when it is whole.
    const target = resolve(output);
    const partial = `${target}.${process.pid}.tmp`;
    try {
      await pipeline(content, createWriteStream(partial, { flags: 'wx' }), { signal });
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
    return 0;
  },
};

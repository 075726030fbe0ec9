import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { refuseWithout } from '../refuse-without';
import { UsageError, type Command, type CommandContext } from '../command';
import { ProgressLine, teeWork } from '../output/progress';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'export',
  summary: "Write a container's files as a tar, or an image's for WSL or LXC",
  usage: '[OPTIONS] CONTAINER | --format wsl|lxc IMAGE',
  flags: {
    format: { kind: 'text', help: 'wsl or lxc: the root file system of an image, as tar.gz' },
    output: { kind: 'text', short: 'o', help: 'Into this file instead of standard output' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run(context) {
    const { args, flags, io, signal, services } = context;
    const output = flags.text('output');
    if (output === undefined && io.stdout.isTTY) {
      throw new UsageError('cowardly refusing to save to a terminal. Use the -o flag or redirect');
    }
    const format = flags.text('format');
    if (format !== undefined) {
      await exportImage(context, format, output);
      return 0;
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

async function exportImage(
  context: CommandContext,
  format: string,
  output: string | undefined,
): Promise<void> {
  if (format !== 'wsl' && format !== 'lxc') throw new UsageError('--format is wsl or lxc');
  const { args, io, services } = context;
  const name = args[0] ?? '';
  const { rootfs, engine } = await services();
  await refuseWithout(engine, 'rootfs-export', `Export ${name} for ${format.toUpperCase()}`);
  const line = new ProgressLine(io.stderr, 'Exporting');
  const parameters = { name, format, output: output ?? '-' };
  try {
    await runJob(context, 'save', name, parameters, async (work) => {
      const shown = teeWork(work, { progress: (progress) => line.update(progress) });
      if (output === undefined) await rootfs.write(name, format, io.stdout, shown);
      else await rootfs.writeFile(name, format, resolve(output), shown);
      return { value: null, result: { imageIds: [], names: [name], summary: output ?? '' } };
    });
  } finally {
    line.done();
  }
}

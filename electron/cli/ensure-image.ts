import { isCancelled, toWire } from '../../shared/errors';
import type { PullOptions, PullPolicy, PullResult } from '../../shared/model/registry';
import { UsageError, type CommandContext } from './command';
import type { FlagSpecs, FlagValues } from './flags';
import { ProgressLine, teeWork } from './output/progress';
import { runJob } from './run-job';

/** Options of the commands that make containers. */
export const pullFlags: FlagSpecs = {
  pull: {
    kind: 'text',
    help: 'When the image is fetched: always, missing or never',
    preset: 'missing',
  },
  quiet: { kind: 'switch', short: 'q', help: 'Do not show how the image is fetched' },
};

/** Pulls as a job, with a line of progress on a terminal unless `quiet`. */
export async function pullImage(
  context: CommandContext,
  name: string,
  options: PullOptions,
  quiet: boolean,
): Promise<PullResult> {
  const { engine } = await context.services();
  const line = new ProgressLine(context.io.stderr, `Pulling ${name}`);
  try {
    return await runJob(context, 'pull', name, { name, options }, async (work) => {
      const shown = quiet ? work : teeWork(work, { progress: (progress) => line.update(progress) });
      const value = await engine.images.pull(name, options, shown);
      const result = { imageIds: [value.imageId], names: [value.name], summary: value.digest };
      return { value, result };
    });
  } finally {
    line.done();
  }
}

/** Sees to it that the engine has an image, as `--pull` says. */
export async function ensureImage(context: CommandContext, name: string): Promise<void> {
  const { flags, io } = context;
  const policy = policyOf(flags);
  if (policy === 'never') return;
  if (policy === 'missing') {
    if (await isThere(context, name)) return;
    if (!flags.switch('quiet')) io.stderr.write(`Unable to find image '${name}' locally\n`);
  }
  const platform = flags.text('platform');
  await pullImage(context, name, platform === undefined ? {} : { platform }, flags.switch('quiet'));
}

function policyOf(flags: FlagValues): PullPolicy {
  const text = flags.text('pull');
  if (text === 'missing' || text === 'always' || text === 'never') return text;
  throw new UsageError('--pull is always, missing or never');
}

async function isThere(context: CommandContext, name: string): Promise<boolean> {
  const { engine } = await context.services();
  try {
    await engine.images.inspect(name);
    return true;
  } catch (error) {
    if (isCancelled(error) || toWire(error).code !== 'IMAGE_NOT_FOUND') throw error;
    return false;
  }
}

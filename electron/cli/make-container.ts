import { existsSync, writeFileSync } from 'node:fs';
import { DarkroomError } from '../../shared/errors';
import type { ContainerOptions, CreatedContainer } from '../../shared/model/container';
import { UsageError, type CommandContext } from './command';
import type { FlagSpecs } from './flags';
import { invalid } from './values';

/** Options of `run` and `create` that are about making the container, not about what it is. */
export const createFlags: FlagSpecs = {
  cidfile: { kind: 'text', help: 'Write the id of the container to a file' },
  pull: { kind: 'text', help: 'missing or never: when the image is fetched', preset: 'missing' },
  quiet: { kind: 'switch', short: 'q', help: 'Do not show how the image is fetched' },
};

/** Makes the container, writes its id where asked for, and passes warnings on. */
export async function makeContainer(
  { flags, io, services }: Pick<CommandContext, 'flags' | 'io' | 'services'>,
  options: ContainerOptions,
): Promise<CreatedContainer> {
  checkPullPolicy(flags.text('pull') ?? 'missing');
  const cidfile = flags.text('cidfile') ?? null;
  if (cidfile !== null && existsSync(cidfile)) {
    throw new UsageError(
      `container ID file found, make sure the other container isn't running or delete ${cidfile}`,
    );
  }
  const { engine } = await services();
  const container = await engine.containers.create(options);
  if (cidfile !== null) writeFileSync(cidfile, container.id, { flag: 'wx' });
  for (const warning of container.warnings ?? []) io.stderr.write(`WARNING: ${warning}\n`);
  return container;
}

function checkPullPolicy(policy: string): void {
  if (policy === 'missing' || policy === 'never') return;
  if (policy !== 'always') throw invalid('pull', policy, 'use missing or never');
  throw new DarkroomError('NOT_SUPPORTED', '--pull always: a container runs what the store has', {
    hint: 'Load, import or pull the image first.',
  });
}

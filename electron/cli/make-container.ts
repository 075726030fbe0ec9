import { existsSync, writeFileSync } from 'node:fs';
import type { ContainerOptions, CreatedContainer } from '../../shared/model/container';
import { UsageError, type CommandContext } from './command';
import { ensureImage, pullFlags } from './ensure-image';
import type { FlagSpecs } from './flags';

/** Options of `run` and `create` that are about making the container, not about what it is. */
export const createFlags: FlagSpecs = {
  cidfile: { kind: 'text', help: 'Write the id of the container to a file' },
  ...pullFlags,
};

/** Makes the container, writes its id where asked for, and passes warnings on. */
export async function makeContainer(
  context: CommandContext,
  options: ContainerOptions,
): Promise<CreatedContainer> {
  const { flags, io, services } = context;
  const cidfile = flags.text('cidfile') ?? null;
  if (cidfile !== null && existsSync(cidfile)) {
    throw new UsageError(
      `container ID file found, make sure the other container isn't running or delete ${cidfile}`,
    );
  }
  await ensureImage(context, options.image);
  const { engine } = await services();
  const container = await engine.containers.create(options);
  if (cidfile !== null) writeFileSync(cidfile, container.id, { flag: 'wx' });
  for (const warning of container.warnings ?? []) io.stderr.write(`WARNING: ${warning}\n`);
  return container;
}

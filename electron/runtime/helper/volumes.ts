import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import type { VolumeFill } from '../step';
import type { HelperContext } from './context';
import { run } from './exec-file';
import { mountLayers } from './layer-mounts';
import { resolveInRoot } from './root-path';

/**
 * Gives empty volumes what the image has at their mount points, owners and modes included, as Docker
 * does when a container is made. A folder that nobody uses is filled beside itself and takes its place
 * whole; one that is mounted is filled where it lies.
 */
export async function fillVolumes(
  context: HelperContext,
  lowers: ReadonlyArray<string>,
  fills: ReadonlyArray<VolumeFill>,
  signal: AbortSignal,
): Promise<void> {
  const empty = fills.filter(({ folder }) => readdirSync(folder).length === 0);
  if (empty.length === 0) return;
  await context.layers.ensure(lowers, signal);
  const folder = join(context.folders.steps, `fill-${randomBytes(8).toString('hex')}`);
  const layers = { kind: 'layers', lowers, source: '/', target: '/', readOnly: true } as const;
  const mounted = mountLayers(context, folder, [layers]);
  try {
    const [root] = mounted.mounts;
    if (root?.kind === 'bind') {
      for (const fill of empty) await fillOne(root.source, fill);
    }
  } finally {
    mounted.release();
    await rm(folder, { recursive: true, force: true });
  }
}

async function fillOne(root: string, { target, folder, inUse }: VolumeFill): Promise<void> {
  const source = resolveInRoot(root, target);
  if (source === null || !existsSync(source) || !lstatSync(source).isDirectory()) return;
  const partial = inUse ? folder : `${folder}.tmp`;
  if (!inUse) await rm(partial, { recursive: true, force: true });
  const { code, stderr } = await run('cp', ['-a', '-T', '--', source, partial]);
  if (code !== 0) {
    if (!inUse) await rm(partial, { recursive: true, force: true });
    throw new DarkroomError(
      'CONTAINER_START_FAILED',
      `Fill the volume ${target}: ${stderr.trim()}`,
    );
  }
  // Takes the place of the empty folder in one step (rename(2)).
  if (!inUse) await rename(partial, folder);
}

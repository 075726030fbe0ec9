import { walk } from '../../../../worker/walk';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DarkroomError } from '../../../../../shared/errors';
import type { BuildRequest, NamedContext } from '../../../../../shared/model/build';
import type { ImageConfig } from '../../../../../shared/model/image';
import { instructionSources, type BuildPlan } from '../../../../dockerfile/dockerfile';
import { hostPlatform } from '../../../../oci/platform';
import { scratchConfig } from '../plan/base-images';
import type { WorkContext } from '../../../engine';
import { folderLayer } from '../steps/context-layer';
import type { BuildSession } from '../step-context';
import { ContextTree } from './context-tree';
import { layoutImage } from './layout-image';
import { openBuildContext } from './open-build-context';

/**
 * The `--build-context`s that the target needs, as something to start from or to copy out of: an image
 * as it is, a folder as an image of one layer. BUILD_CONTEXT_NOT_FOUND, IMAGE_NOT_FOUND.
 */
export async function openNamedContexts(
  session: BuildSession,
  plan: BuildPlan,
  { buildContexts = {} }: Pick<BuildRequest, 'buildContexts'>,
  work: WorkContext,
): Promise<ReadonlyMap<string, ImageConfig>> {
  const opened = new Map<string, ImageConfig>();
  for (const name of neededNames(plan)) {
    const context = buildContexts[name];
    if (context === undefined) continue;
    const title = `[internal] load context ${name}`;
    const config = await session.steps.run(title, () => open(session, name, context, work));
    opened.set(name, config);
  }
  return opened;
}

function neededNames(plan: BuildPlan): ReadonlySet<string> {
  const { dockerfile, namedContexts } = plan;
  const sources = plan.needed.flatMap((index) => {
    const stage = plan.stages[index];
    if (stage === undefined) return [];
    const read = stage.instructions.flatMap((instruction) =>
      instructionSources(dockerfile, instruction, namedContexts),
    );
    return [stage.base, ...read];
  });
  return new Set(sources.flatMap((source) => (source.kind === 'namedContext' ? source.name : [])));
}

async function open(
  session: BuildSession,
  name: string,
  context: NamedContext,
  work: WorkContext,
): Promise<ImageConfig> {
  switch (context.kind) {
    case 'image':
      return (await session.images.fetch(context.reference, undefined, undefined, work)).config;
    case 'layout':
      return layoutImage(session, name, context, work);
    case 'folder':
      return folderImage(session, name, context.path, work.signal);
    case 'source': {
      const opened = await openBuildContext(session, context.source, nothing(), work);
      try {
        return await folderImage(session, name, opened.contextPath, work.signal);
      } finally {
        await opened.close();
      }
    }
  }
}

function nothing(): Readable {
  return Readable.from([]);
}

/** A folder as an image of one layer. */
async function folderImage(
  session: BuildSession,
  name: string,
  root: string,
  signal: AbortSignal,
): Promise<ImageConfig> {
  if ((await stat(root).catch(() => null))?.isDirectory() !== true) {
    throw new DarkroomError(
      'BUILD_CONTEXT_NOT_FOUND',
      `Open build context ${name} “${root}”: it is not a folder`,
      { data: { name, path: root } },
    );
  }
  const ignoreText = await readFile(join(root, '.dockerignore'), 'utf8').catch(() => '');
  const input = { root, ignoreText, reportIgnored: false };
  const tree = new ContextTree(root, await walk(session.workers, input, signal));
  const diffId = await folderLayer(session, tree, signal);
  session.hold(diffId);
  return {
    ...scratchConfig(hostPlatform()),
    rootfs: { type: 'layers', diff_ids: [diffId] },
    history: [{ created_by: `context ${name}` }],
  };
}

import { DarkroomError } from '../../../../../shared/errors';
import type {
  BindMount,
  CacheMount,
  RunMount,
  SecretMount,
  SshMount,
} from '../../../../dockerfile/dockerfile';
import type { StepMount } from '../../../../runtime/step';
import { type KeyPart } from '../cache/build-key';
import { cleanAbsolute, joinWorkingDir } from '../../config-instruction';
import { cacheMount } from './cache-mount';
import { contextLayer } from './context-layer';
import { secretMount, type Release } from './secret-mounts';
import type { RunWork } from '../plan/stage-recipe';
import type { BuildSession, StepSources } from '../step-context';
import { contentDigest } from '../context/digests';
import { coveredPath } from '../copy/copy-sources';
import { hasWildcard } from '../../../../dockerfile/text/wildcard';
import { sourceNotFound } from '../copy/missing-source';
import { ImageTree } from '../files/image-tree';
import { resolvePath } from '../files/resolve-path';

export interface PreparedMounts {
  readonly mounts: ReadonlyArray<StepMount>;
  readonly env: ReadonlyArray<string>;
  /** Values that no log may have. */
  readonly secrets: ReadonlyArray<string>;
  release(): Promise<void>;
}

/** What of the mounts decides about the result: what is mounted read from, never what a cache holds. */
export async function mountKey(
  session: BuildSession,
  work: RunWork,
  sources: StepSources,
  signal: AbortSignal,
): Promise<KeyPart> {
  const parts: KeyPart[] = [];
  for (const [index, mount] of work.instruction.mounts.entries()) {
    const { range: _range, ...fields } = mount;
    parts.push(JSON.stringify(fields));
    if (mount.kind === 'cache' && mount.from !== '') parts.push([...(sources.reads[index] ?? [])]);
    if (mount.kind !== 'bind') continue;
    if (mount.from !== '') parts.push([...(sources.reads[index] ?? [])]);
    else {
      const tree = await session.context(signal);
      const path = coveredPath(tree, mount.source, hasWildcard);
      parts.push(await contentDigest(session, tree, path, signal));
    }
  }
  return parts;
}

/** Makes what `--mount` asks for. NOT_SUPPORTED, NOT_FOUND; located. */
export async function prepareMounts(
  session: BuildSession,
  work: RunWork,
  sources: StepSources,
  signal: AbortSignal,
): Promise<PreparedMounts> {
  const mounts: StepMount[] = [];
  const env: string[] = [];
  const secrets: string[] = [];
  const locks: Release[] = [];
  const release = async (): Promise<void> => {
    for (const unlock of locks.splice(0)) await unlock();
  };
  try {
    for (const [index, mount] of work.instruction.mounts.entries()) {
      if (mount.kind === 'secret' || mount.kind === 'ssh') {
        const given = await secretMount(session, work, mount, locks);
        mounts.push(...given.mounts);
        env.push(...given.env);
        secrets.push(...given.secrets);
        continue;
      }
      const made = await makeMount(session, work, mount, sources.reads[index] ?? [], locks, signal);
      mounts.push(made);
    }
  } catch (error) {
    await release();
    throw error;
  }
  return { mounts, env, secrets, release };
}

async function makeMount(
  session: BuildSession,
  work: RunWork,
  mount: Exclude<RunMount, SecretMount | SshMount>,
  read: ReadonlyArray<string>,
  locks: Release[],
  signal: AbortSignal,
): Promise<StepMount> {
  switch (mount.kind) {
    case 'tmpfs': {
      const { sizeBytes } = mount;
      return {
        kind: 'tmpfs',
        target: target(work, mount),
        ...(sizeBytes === 0 ? {} : { sizeBytes }),
      };
    }
    case 'cache':
      if (mount.from !== '') checkSource(session, mount, read);
      return cacheMount(session, { mount, target: target(work, mount), read }, locks, signal);
    case 'bind': {
      const lowers = mount.from === '' ? [await contextLayer(session, signal)] : read;
      const { source, readOnly } = mount;
      checkSource(session, mount, lowers);
      return { kind: 'layers', lowers, source, target: target(work, mount), readOnly };
    }
  }
}

/** BUILD_COPY_SOURCE_NOT_FOUND, with a reason where one can be known. */
function checkSource(
  session: BuildSession,
  mount: BindMount | CacheMount,
  lowers: ReadonlyArray<string>,
): void {
  const tree = new ImageTree(session.store, lowers);
  const { source, range, from } = mount;
  if (tree.lookup(resolvePath(tree, source)) !== null) return;
  throw sourceNotFound(session, { range, title: 'RUN --mount', from }, tree, source, source);
}

function target(
  work: RunWork,
  mount: { readonly target: string; readonly range: RunMount['range'] },
): string {
  const path = cleanAbsolute(joinWorkingDir(work.workingDir, mount.target));
  if (path !== '/') return path;
  throw new DarkroomError('DOCKERFILE_FLAG', `invalid mount target "${mount.target}"`, {
    range: mount.range,
    hint: 'Mount onto a folder below the root.',
  });
}

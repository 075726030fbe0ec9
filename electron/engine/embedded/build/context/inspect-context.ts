import { basename } from 'node:path';
import { DarkroomError } from '../../../../../shared/errors';
import type { BuildContextInfo } from '../../../../../shared/model/build';
import { parseDockerfile, type Dockerfile } from '../../../../dockerfile/dockerfile';
import type { BuildParts } from '../step-context';
import { openContext, type BuildInputs } from './open-context';

/** What the Build page shows of a context. A missing or broken Dockerfile is no reason to fail. */
export async function inspectContext(
  parts: Pick<BuildParts, 'workers'>,
  contextPath: string,
  signal: AbortSignal,
): Promise<BuildContextInfo> {
  const inputs = await readInputs(contextPath);
  const dockerfile = tryParse(inputs.dockerfileText);
  const { contextPath: root, ignoreText } = inputs;
  const walked = await parts.workers.run(
    'walk-context',
    { root, ignoreText, reportIgnored: true },
    { signal },
  );
  const declarations = [
    ...(dockerfile?.metaArgs ?? []),
    ...(dockerfile?.stages.flatMap((stage) => stage.instructions) ?? []),
  ].flatMap((instruction) => (instruction.kind === 'arg' ? instruction.declarations : []));
  const args = new Map<string, string | null>();
  for (const { name, default: value } of declarations) {
    args.set(name, args.get(name) ?? value ?? null);
  }
  return {
    contextPath: root,
    dockerfilePath: inputs.dockerfilePath,
    dockerfileText: inputs.dockerfileText,
    fileCount: walked.kinds.filter((kind) => kind !== 1).length,
    sizeBytes: walked.sizes.reduce((sum, size) => sum + size, 0),
    ignoredCount: walked.ignoredCount,
    ignoredBytes: walked.ignoredBytes,
    args: [...args].map(([name, defaultValue]) => ({ name, defaultValue })),
    targets: dockerfile?.stages.flatMap((stage) => stage.name ?? []) ?? [],
    suggestedTag: suggestedTag(root),
  };
}

async function readInputs(contextPath: string): Promise<BuildInputs> {
  try {
    return await openContext({ contextPath });
  } catch (error) {
    if (!(error instanceof DarkroomError) || error.code !== 'DOCKERFILE_NOT_FOUND') throw error;
    const without = await openContext({ contextPath, dockerfileText: '' });
    return { ...without, dockerfilePath: null };
  }
}

function tryParse(text: string): Dockerfile | null {
  try {
    return parseDockerfile(text);
  } catch (error) {
    if (error instanceof DarkroomError) return null;
    throw error;
  }
}

/** The folder's name as an image name. */
function suggestedTag(path: string): string {
  const name = basename(path)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/[._-]{2,}/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '');
  return `${name === '' ? 'image' : name}:latest`;
}

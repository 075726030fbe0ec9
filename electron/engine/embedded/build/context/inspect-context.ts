import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { DarkroomError } from '../../../../../shared/errors';
import type { BuildContextInfo } from '../../../../../shared/model/build-page';
import { openContext, type BuildInputs } from './open-context';

/** The texts of a context, read at once. A missing Dockerfile is no reason to fail. */
export async function inspectContext(
  contextPath: string,
  dockerfilePath: string | null,
): Promise<Omit<BuildContextInfo, 'parameters'>> {
  const inputs = await readInputs(contextPath, dockerfilePath);
  const path = inputs.dockerfilePath;
  return {
    contextPath: inputs.contextPath,
    dockerfilePath: path,
    dockerfileText: inputs.dockerfileText,
    digest: path === null ? null : digestOf(await readFile(path)),
    suggestedTag: suggestedTag(inputs.contextPath),
  };
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The texts; without a Dockerfile, those of an empty one. */
export async function readInputs(
  contextPath: string,
  dockerfilePath: string | null,
): Promise<BuildInputs> {
  const named = dockerfilePath === null ? {} : { dockerfilePath };
  try {
    return await openContext({ contextPath, ...named });
  } catch (error) {
    if (!(error instanceof DarkroomError) || error.code !== 'DOCKERFILE_NOT_FOUND') throw error;
    const without = await openContext({ contextPath, dockerfileText: '' });
    return { ...without, dockerfilePath: null };
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

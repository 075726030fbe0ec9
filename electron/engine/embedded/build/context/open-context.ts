import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DarkroomError } from '../../../../../shared/errors';
import type { BuildOptions } from '../../../../../shared/model/build';
import type { InternalSteps } from '../internal-steps';
import { suggestFile } from '../../../../dockerfile/text/suggest';

/** The texts a build starts from; nothing of the context is read yet but them. */
export interface BuildInputs {
  readonly contextPath: string;
  /** Where the Dockerfile is; null when the text was handed over. */
  readonly dockerfilePath: string | null;
  readonly dockerfileText: string;
  readonly ignoreText: string;
  /** Name of the ignore file that counts, for messages. */
  readonly ignoreName: string;
}

/** Files above this are no Dockerfile. */
const dockerfileLimitBytes = 8 << 20;

/** Reads Dockerfile and ignore file. BUILD_CONTEXT_NOT_FOUND, DOCKERFILE_NOT_FOUND. */
export async function openContext(
  options: Pick<BuildOptions, 'contextPath' | 'dockerfilePath' | 'dockerfileText'>,
): Promise<BuildInputs> {
  const contextPath = resolve(options.contextPath);
  await checkFolder(contextPath);
  const given = options.dockerfilePath;
  const dockerfilePath =
    options.dockerfileText === undefined
      ? await findDockerfile(contextPath, given)
      : given === undefined
        ? null
        : resolve(contextPath, given);
  const dockerfileText = options.dockerfileText ?? (await readDockerfile(dockerfilePath ?? ''));
  const ignore = await readIgnoreFile(contextPath, dockerfilePath);
  return { contextPath, dockerfilePath, dockerfileText, ...ignore };
}

/** The same, told as steps of the build. */
export function loadInputs(
  options: Pick<BuildOptions, 'contextPath' | 'dockerfilePath' | 'dockerfileText'>,
  steps: InternalSteps,
): Promise<BuildInputs> {
  const name = basename(options.dockerfilePath ?? 'Dockerfile');
  return steps.run(`[internal] load build definition from ${name}`, async (say) => {
    const inputs = await openContext(options);
    say(`transferring dockerfile: ${Buffer.byteLength(inputs.dockerfileText)}B done`);
    return inputs;
  });
}

async function checkFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() === true) return;
  throw new DarkroomError(
    'BUILD_CONTEXT_NOT_FOUND',
    found === null
      ? `Open build context “${path}”: it does not exist`
      : `Open build context “${path}”: it is not a folder`,
    { data: { path }, hint: 'Give the folder that holds the Dockerfile and the files it copies.' },
  );
}

/** `Dockerfile` or `dockerfile` in the context, or the path given, from here or from the context. */
async function findDockerfile(contextPath: string, given: string | undefined): Promise<string> {
  const candidates =
    given === undefined
      ? [join(contextPath, 'Dockerfile'), join(contextPath, 'dockerfile')]
      : [resolve(given), resolve(contextPath, given)];
  for (const candidate of candidates) {
    const found = await stat(candidate).catch(() => null);
    if (found?.isFile() === true) return candidate;
  }
  const path = candidates[0] ?? '';
  const near = await nearFile(basename(path), [dirname(path), contextPath]);
  throw new DarkroomError('DOCKERFILE_NOT_FOUND', `Read Dockerfile “${path}”: no such file`, {
    data: { path, near: near ?? null },
    hint:
      near === undefined
        ? 'Name the Dockerfile with -f, or put one named Dockerfile into the context.'
        : `Did you mean -f ${near}?`,
  });
}

/** The path of a file in one of the folders whose name is nearly the one wanted. */
async function nearFile(name: string, folders: ReadonlyArray<string>): Promise<string | undefined> {
  for (const folder of folders) {
    const found = suggestFile(name, await readdir(folder).catch(() => []));
    if (found !== undefined) return join(folder, found);
  }
  return undefined;
}

async function readDockerfile(path: string): Promise<string> {
  const found = await stat(path);
  if (found.size > dockerfileLimitBytes) {
    throw new DarkroomError(
      'DOCKERFILE_SYNTAX',
      `Read Dockerfile “${path}”: it is larger than 8 MB`,
      {
        data: { path, sizeBytes: found.size },
      },
    );
  }
  return readFile(path, 'utf8');
}

/** `NAME.dockerignore` beside the Dockerfile comes before the context's `.dockerignore`. */
async function readIgnoreFile(
  contextPath: string,
  dockerfilePath: string | null,
): Promise<Pick<BuildInputs, 'ignoreText' | 'ignoreName'>> {
  const paths = [
    ...(dockerfilePath === null ? [] : [`${dockerfilePath}.dockerignore`]),
    join(contextPath, '.dockerignore'),
  ];
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== null) return { ignoreText: text, ignoreName: basename(path) };
  }
  return { ignoreText: '', ignoreName: '.dockerignore' };
}

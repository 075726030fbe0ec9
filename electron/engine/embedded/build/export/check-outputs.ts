import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DarkroomError } from '../../../../../shared/errors';
import type { BuildOutput, BuildRequest } from '../../../../../shared/model/build';
import { parseReference } from '../../../../oci/reference';
import { noRegistry } from './export-image';

const storeOutput: BuildOutput = {
  kind: 'image',
  names: [],
  push: false,
  rewriteTimestamp: false,
  annotations: {},
};

/**
 * The outputs of a request, checked before anything runs: names are references, a push has a name and a
 * registry, a target is what it is written as. INVALID_REFERENCE, INVALID_ARGUMENT, NOT_SUPPORTED.
 */
export async function checkOutputs(
  options: BuildRequest,
  hasRegistry: boolean,
): Promise<ReadonlyArray<BuildOutput>> {
  // tags are wrong or right whatever is made of the result
  for (const tag of options.tags ?? []) parseReference(tag);
  const outputs = options.outputs ?? [storeOutput];
  for (const output of outputs) {
    if (output.kind !== 'image') await checkTarget(output);
    if (!('names' in output)) continue;
    const names = namesOf(output, options);
    if (output.kind !== 'image' || !output.push) continue;
    if (names.length === 0) {
      throw new DarkroomError('INVALID_ARGUMENT', 'tag is needed when pushing to registry', {
        hint: 'Name the image with -t, or with name= in --output.',
      });
    }
    if (!hasRegistry) throw noRegistry();
  }
  return outputs;
}

/** Familiar; `name=` takes the place of the tags, as in BuildKit. */
export function namesOf(
  output: { readonly names: ReadonlyArray<string> },
  options: Pick<BuildRequest, 'tags'>,
): ReadonlyArray<string> {
  const names = output.names.length > 0 ? output.names : (options.tags ?? []);
  return [...new Set(names.map((name) => parseReference(name).familiar))];
}

/** A folder is not written over a file, nor a file over a folder. */
async function checkTarget(
  output: Exclude<BuildOutput, { readonly kind: 'image' }>,
): Promise<void> {
  const { path, kind } = output;
  if (path === '-') return;
  const wantsFolder = kind === 'folder' || (kind === 'archive' && output.asFolder);
  const found = await stat(path).catch(() => null);
  if (found !== null && found.isDirectory() !== wantsFolder) {
    throw new DarkroomError(
      'INVALID_ARGUMENT',
      wantsFolder
        ? `Export to “${path}”: destination directory is a file`
        : `Export to “${path}”: destination file is a directory`,
      { data: { path }, hint: 'Give dest= another path, or choose another type of output.' },
    );
  }
  await mkdir(wantsFolder ? path : dirname(path), { recursive: true });
}

import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Identified } from '../../../../shared/model/import';
import { contentsInList, namesOf } from './archive-names';
import { FolderImageArchive } from './image-archive';
import { nameFromFile } from './name-hint';

/** Names under which a folder's Dockerfile is looked for. */
const dockerfileNames = ['Dockerfile', 'dockerfile', 'Containerfile'];
const systemFolders = ['etc', 'usr', 'bin'];

export async function identifyFolder(path: string): Promise<Identified> {
  const fileName = basename(path);
  const names = new Set(await readdir(path));
  if (names.has('oci-layout') && names.has('index.json')) {
    const index = await new FolderImageArchive(path).read('index.json');
    const images = contentsInList('index.json', index);
    return {
      kind: 'oci-archive',
      path,
      fileName,
      sizeBytes: 0,
      compression: 'none',
      names: namesOf(images),
      images,
    };
  }
  for (const name of dockerfileNames) {
    if (names.has(name) && (await stat(join(path, name))).isFile()) {
      const suggestedName = nameFromFile(fileName);
      return { kind: 'build-context', path, contextPath: path, fileName, suggestedName };
    }
  }
  const isRootfs = systemFolders.every((name) => names.has(name));
  const reason = isRootfs
    ? 'It is a folder with a root file system. Pack it as a tar and drop that.'
    : 'It is a folder without a Dockerfile.';
  return { kind: 'unknown', path, fileName, reason };
}

import type { LayerEntry } from '../../../../../shared/model/layer';
import type { LayerFile } from '../../../../oci/layer/write-files';
import { throwIfAborted } from '../../../../base/abort';
import { ImageTree } from '../files/image-tree';
import { sortPaths } from '../files/compare-names';
import { joinPath, type FileNode } from '../files/source-tree';
import type { BuildSession } from '../step-context';

/** Entries between two turns of the event loop. */
const entriesPerTurn = 2000;

/**
 * All files that a chain of layers shows, in tar order without the root: names of one file as hard
 * links to the first. With `epochSeconds`, everything is of that time, as BuildKit's local exporter
 * has it.
 */
export async function mergedFiles(
  session: Pick<BuildSession, 'store'>,
  diffIds: ReadonlyArray<string>,
  epochSeconds: number | null,
  signal: AbortSignal,
): Promise<ReadonlyArray<LayerFile>> {
  const tree = new ImageTree(session.store, diffIds);
  const paths: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const name of tree.names(folder)) {
      const path = joinPath(folder, name);
      if (paths.push(path) % entriesPerTurn === 0) await turn(signal);
      if (tree.lookup(path)?.kind === 'directory') folders.push(path);
    }
  }
  const first = new Map<string, string>();
  const files: LayerFile[] = [];
  for (const path of sortPaths(paths)) {
    if (files.length % entriesPerTurn === entriesPerTurn - 1) await turn(signal);
    const node = tree.lookup(path);
    if (node !== null) files.push(fileOf(path, node, first, epochSeconds));
  }
  return files;
}

function fileOf(
  path: string,
  node: FileNode,
  first: Map<string, string>,
  epochSeconds: number | null,
): LayerFile {
  const { identity, content, ...attributes } = node;
  const times = epochSeconds === null ? {} : { mtimeSeconds: epochSeconds, mtimeNanos: 0 };
  const entry: LayerEntry = { path, ...attributes, ...times };
  const known = identity === undefined ? undefined : first.get(identity);
  if (known !== undefined)
    return { entry: { ...entry, kind: 'hardlink', link: known, sizeBytes: 0 } };
  if (identity !== undefined) first.set(identity, path);
  return content === undefined ? { entry } : { entry, content };
}

async function turn(signal: AbortSignal): Promise<void> {
  await new Promise((next) => setImmediate(next));
  throwIfAborted(signal);
}

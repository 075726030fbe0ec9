import { type ImageTree } from '../../electron/engine/embedded/build/files/image-tree';
import { joinPath, type FileNode } from '../../electron/engine/embedded/build/files/source-tree';

/** A file as the cases' expected.json writes it. */
export interface DescribedFile {
  readonly type: string;
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  readonly size?: number;
  readonly sha256?: string;
  readonly to?: string;
}

/** What a run mounts over. */
export const notCompared = /^\/(proc|sys|dev|run)(\/|$)|^\/etc\/(hosts|hostname|resolv\.conf)$/;

const typeNames: Readonly<Record<string, string>> = {
  directory: 'dir',
  symlink: 'link',
  'character-device': 'char',
  'block-device': 'block',
};
const emptyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Every path of an image below `path`, with a slash before it. */
export function describeFiles(tree: ImageTree, path = ''): Map<string, DescribedFile> {
  const found = new Map<string, DescribedFile>();
  for (const name of tree.names(path)) {
    const child = joinPath(path, name);
    const node = tree.lookup(child);
    if (node === null) continue;
    if (!notCompared.test(`/${child}`)) found.set(`/${child}`, describeFile(node));
    if (node.kind === 'directory') {
      for (const entry of describeFiles(tree, child)) found.set(...entry);
    }
  }
  return found;
}

function describeFile(node: FileNode): DescribedFile {
  const { kind, mode, uid, gid, sizeBytes, digest, link } = node;
  return {
    type: typeNames[kind] ?? kind,
    mode: `0o${(kind === 'symlink' ? 0o777 : mode).toString(8)}`,
    uid,
    gid,
    ...(kind === 'file' ? { size: sizeBytes, sha256: digest ?? emptyDigest } : {}),
    ...(kind === 'symlink' ? { to: link } : {}),
  };
}

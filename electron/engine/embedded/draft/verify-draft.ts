import type { DraftVerification } from '../../../../shared/model/draft';
import type { FileChange } from '../../../../shared/model/layer';
import type { ConfigChange } from '../../../../shared/model/snapshot';
import type { ImageRecord } from '../../../store/store';
import type { WorkContext } from '../../engine';
import { compareTrees, type ComparedImage } from '../images/compare-images';
import { compareConfigs } from '../images/config-diff';
import { mergeLayers, type MergedTree } from '../images/merged-tree';
import type { DraftParts } from './draft-dockerfile';
import { isTransient } from './transient';

/** Builds a draft and says what of the snapshot it does not bring about. The built image goes again. */
export async function verifyDraft(
  { store, build }: DraftParts,
  subject: {
    readonly contextPath: string;
    readonly snapshot: ImageRecord;
    readonly after: ComparedImage;
  },
  work: WorkContext,
): Promise<DraftVerification> {
  const { imageId } = await build({ contextPath: subject.contextPath, allowSecrets: true }, work);
  try {
    const built = store.images.find(imageId);
    const diffIds = built.config.rootfs.diff_ids;
    const tree = await mergeLayers(store.layers, diffIds, work.signal);
    const changes = await compareTrees(store.layers, { diffIds, tree }, subject.after, work.signal);
    const told = withoutBareFolders(changes, tree, subject.after.tree);
    const differences = told.filter(({ path }) => !isTransient(path));
    return {
      differences,
      ignoredCount: told.length - differences.length,
      config: compareConfigs(built.config, subject.snapshot.config).filter(isTold),
    };
  } finally {
    const { names } = store.images.find(imageId).summary;
    if (names.length === 0) await store.images.remove(imageId);
  }
}

/** Folders that only count as changed because something in them is. */
function withoutBareFolders(
  changes: ReadonlyArray<FileChange>,
  before: MergedTree,
  after: MergedTree,
): ReadonlyArray<FileChange> {
  const factsOf = (tree: MergedTree, path: string): string => {
    let node = tree.root;
    for (const part of path.split('/').filter((one) => one !== '')) {
      const child = node.children?.get(part);
      if (child === undefined) return '';
      node = child;
    }
    return `${node.mode} ${node.uid} ${node.gid}`;
  };
  return changes.filter(
    ({ kind, entryKind, path }) =>
      kind !== 'changed' ||
      entryKind !== 'directory' ||
      factsOf(before, path) !== factsOf(after, path),
  );
}

/** What every build adds and changes nothing: who wrote it, Windows' mark of CMD, the usual PATH. */
function isTold({ field, after }: ConfigChange): boolean {
  if (field === 'Author' || field === 'ArgsEscaped') return false;
  return field !== 'Env PATH' || after !== null;
}

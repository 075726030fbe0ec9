import { buildKey } from '../cache/build-key';
import { findCached, putCached } from '../cache/step-cache';
import type { ContextTree } from '../context/context-tree';
import { contentDigest } from '../context/digests';
import { copyFiles } from '../copy/copy-files';
import { emptyTree } from '../copy/copy-sources';
import { LayerDraft } from '../files/layer-draft';
import { writeDraft } from '../layers/write-draft';
import type { BuildSession } from '../step-context';

/** The whole build context as a layer, for mounts that read it: as COPY would see it, owned by root. */
export async function contextLayer(session: BuildSession, signal: AbortSignal): Promise<string> {
  return folderLayer(session, await session.context(signal), signal);
}

/** The same of any walked folder. */
export async function folderLayer(
  session: BuildSession,
  tree: ContextTree,
  signal: AbortSignal,
): Promise<string> {
  const key = buildKey('context', await contentDigest(session, tree, '', signal));
  const cached = await findCached({ ...session, noCache: false }, key);
  if (cached !== null) return cached.diffId;
  const draft = new LayerDraft(emptyTree, session.now);
  const options = { owner: null, mode: null, contentsOnly: true, filter: null, signal };
  await copyFiles(tree, '', draft, '/', options);
  const { diffId } = await writeDraft(session, draft.entries(), signal);
  const createdAt = new Date().toISOString();
  putCached(session, [key], { diffId, createdBy: `context ${tree.root}`, createdAt });
  return diffId;
}

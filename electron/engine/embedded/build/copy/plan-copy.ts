import { mkdir, rm } from 'node:fs/promises';
import { DarkroomError } from '../../../../../shared/errors';
import { throwIfAborted } from '../../../../base/abort';
import { redactUrls } from '../../../../base/redact-url';
import { decodePath } from '../../../../base/path-bytes';
import type { LayerFile } from '../../../../oci/layer/write-files';
import { ContextTree } from '../context/context-tree';
import { checkOutGit } from '../context/git-context';
import { ImageTree } from '../files/image-tree';
import { walk } from '../../../../worker/walk';
import { LayerDraft } from '../files/layer-draft';
import { resolvePath } from '../files/resolve-path';
import type { SourceTree } from '../files/source-tree';
import type { CopyWork } from '../plan/stage-recipe';
import type { BuildSession } from '../step-context';
import { copyFiles, SourceMissing, type CopyOptions } from './copy-files';
import { SingleFileTree, type CopySource } from './copy-sources';
import { download, downloadName } from './download';
import { parseModeChange } from './file-mode';
import { findSources } from './find-sources';
import { sourceNotFound } from './missing-source';
import { namesAccount, resolveOwner, type Owner } from './owner';
import { PatternFilter } from './path-filter';
import { unpackArchive } from './unpack-archive';

/** What a plan is made from. */
export interface CopyRequest {
  readonly session: BuildSession;
  readonly work: CopyWork;
  readonly sources: ReadonlyArray<CopySource>;
  /** The file system that paths are taken from. */
  readonly from: SourceTree;
  /** Layers that the files go on top of, bottom first. */
  readonly parent: ReadonlyArray<string>;
  /** Temporary files are added here; whoever writes the layer discards them. */
  readonly staged: Temporary[];
}

/** What lies on disk until the layer is written. */
export interface Temporary {
  discard(): Promise<void>;
}

/** The entries that a COPY or ADD adds, in tar order; nothing is written yet but downloads. */
export function planCopy(
  request: CopyRequest,
  signal: AbortSignal,
): Promise<ReadonlyArray<LayerFile>> {
  return new CopyPlanner(request, signal).plan();
}

class CopyPlanner {
  private readonly base: ImageTree;
  private readonly draft: LayerDraft;
  private owner: Owner | null = null;

  constructor(
    private readonly request: CopyRequest,
    private readonly signal: AbortSignal,
  ) {
    const { session, parent } = request;
    // --link too: without BuildKit's merge, as in Docker 26.1, it copies like any other
    this.base = new ImageTree(session.store, parent);
    this.draft = new LayerDraft(this.base, session.now);
  }

  async plan(): Promise<ReadonlyArray<LayerFile>> {
    const { chown } = this.request.work.instruction;
    if (chown !== '' && this.request.parent.length === 0 && namesAccount(chown)) {
      throw accountsMissing(chown);
    }
    if (chown !== '') this.owner = await resolveOwner(chown, this.base);
    for (const source of this.request.sources) {
      throwIfAborted(this.signal);
      await this.add(source);
    }
    return this.draft.entries();
  }

  private async add(source: CopySource): Promise<void> {
    switch (source.kind) {
      case 'inline':
        return this.addFile(new SingleFileTree(source.name, source.node), source.name);
      case 'url':
        return this.addDownload(source.url);
      case 'git':
        return this.addRepository(source.url, source.commit);
      case 'path': {
        const { exclude } = this.request.work.instruction;
        const all = source.include === null && exclude.length === 0;
        const filter = all ? null : new PatternFilter(source.include, exclude);
        for (const path of findSources(this.request.from, source.path)) {
          if (await this.unpacked(path)) continue;
          await this.addPath(path, source.written, filter);
        }
      }
    }
  }

  private async addPath(
    path: string,
    written: string,
    filter: PatternFilter | null,
  ): Promise<void> {
    const { session, work, from } = this.request;
    try {
      await copyFiles(from, path, this.draft, work.destination, { ...this.options(), filter });
    } catch (error) {
      if (!(error instanceof SourceMissing)) throw error;
      const { instruction } = work;
      const asking = {
        range: instruction.range,
        title: instruction.kind.toUpperCase(),
        from: instruction.kind === 'copy' ? instruction.from : '',
      };
      throw sourceNotFound(session, asking, from, written, path);
    }
  }

  private async addDownload(url: string): Promise<void> {
    const { session, work, staged } = this.request;
    const blob = await session.store.blobs.stage();
    staged.push(blob);
    const checksum = work.instruction.kind === 'add' ? work.instruction.checksum : '';
    const node = await download(url, blob.path, checksum, this.signal);
    const unpacks = work.instruction.kind === 'add' && work.instruction.unpack === true;
    if (unpacks && (await this.unpackFile(blob.path))) return;
    const name = downloadName(url);
    await this.addFile(new SingleFileTree(name, node), name);
  }

  /** The folder's content, not the folder itself; without `.git` unless it is wanted. */
  private async addRepository(url: string, commit: string | null): Promise<void> {
    const { session, work, staged } = this.request;
    const { instruction, destination } = work;
    const checksum = instruction.kind === 'add' ? instruction.checksum : '';
    if (checksum !== '' && commit?.startsWith(checksum) !== true)
      throw otherCommit(url, checksum, commit);
    const blob = await session.store.blobs.stage();
    const folder = `${blob.path}.git`;
    staged.push(blob, { discard: () => rm(folder, { recursive: true, force: true }) });
    await mkdir(folder, { mode: 0o700 });
    const keepGitDir = instruction.kind === 'add' && instruction.keepGitDir === true;
    const { contextPath } = await checkOutGit(url, folder, this.signal, { keepGitDir });
    const root = decodePath(Buffer.from(contextPath));
    const input = { root, ignoreText: '', reportIgnored: false };
    const walked = await walk(session.workers, input, this.signal);
    const tree = new ContextTree(root, walked);
    const filter =
      instruction.exclude.length === 0 ? null : new PatternFilter(null, instruction.exclude);
    await copyFiles(tree, '', this.draft, `${destination}/`, { ...this.options(), filter });
  }

  private addFile(tree: SingleFileTree, name: string): Promise<void> {
    const options = { ...this.options(), contentsOnly: false };
    return copyFiles(tree, name, this.draft, this.request.work.destination, options);
  }

  /** ADD of a local archive; false for everything else. */
  private async unpacked(path: string): Promise<boolean> {
    const { work, from } = this.request;
    const { instruction } = work;
    if (instruction.kind !== 'add' || instruction.unpack === false) return false;
    const node = from.lookup(resolvePath(from, path));
    if (node?.kind !== 'file' || node.content?.kind !== 'file') return false;
    return this.unpackFile(node.content.path);
  }

  /** False for a file that is no archive. */
  private async unpackFile(path: string): Promise<boolean> {
    const { session, work, staged } = this.request;
    const blob = await session.store.blobs.stage();
    staged.push(blob);
    const input = { path, temporaryPath: blob.path };
    const archive = await session.workers.run('read-archive', input, { signal: this.signal });
    if (archive === null) return false;
    unpackArchive(archive, this.draft, work.destination, this.owner);
    return true;
  }

  private options(): CopyOptions {
    const { chmod } = this.request.work.instruction;
    const mode = chmod === '' ? null : parseModeChange(chmod);
    return { owner: this.owner, mode, contentsOnly: true, filter: null, signal: this.signal };
  }
}

/** BuildKit refuses names where there is no image yet to look them up in. */
function accountsMissing(chown: string): DarkroomError {
  return new DarkroomError('INVALID_ARGUMENT', `--chown=${chown}: scratch has no user accounts`, {
    data: { chown },
    hint: 'Write numbers, such as --chown=1000:1000.',
  });
}

function otherCommit(url: string, expected: string, commit: string | null): DarkroomError {
  const shown = redactUrls(url);
  const actual = commit ?? 'unknown';
  return new DarkroomError('DIGEST_MISMATCH', `Fetch ${shown}: its commit is ${actual}`, {
    data: { url: shown, expected, actual },
    hint: `ADD --checksum asks for ${expected}.`,
  });
}

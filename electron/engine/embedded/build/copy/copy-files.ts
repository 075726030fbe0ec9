import { DarkroomError } from '../../../../../shared/errors';
import { throwIfAborted } from '../../../../base/abort';
import { type LayerDraft, NotAFolder } from '../files/layer-draft';
import { resolvePath } from '../files/resolve-path';
import {
  baseName,
  joinPath,
  parentPath,
  type FileNode,
  type SourceTree,
} from '../files/source-tree';
import type { ModeChange } from './file-mode';
import type { Owner } from './owner';

/** Decides about a path below a copied folder; `descend` when something below it may still count. */
export interface PathFilter {
  match(path: string, isFolder: boolean): { readonly taken: boolean; readonly descend: boolean };
}

export interface CopyOptions {
  /** Null keeps the source's owner. */
  readonly owner: Owner | null;
  /** Null keeps the source's mode. */
  readonly mode: ModeChange | null;
  /** A folder's content is copied, not the folder itself (COPY); else the folder (git). */
  readonly contentsOnly: boolean;
  /** Null takes everything. */
  readonly filter: PathFilter | null;
  readonly signal: AbortSignal;
}

const newFolderMode = 0o755;
/** Entries between two looks at the signal and turns for others on the event loop. */
const entriesPerTurn = 2000;

/**
 * Copies one file or folder into a layer as BuildKit's file backend does (fsutil `copy`, the semantics
 * of `cp -a`). `destination` may end in a slash or `/.`: then it is a folder. INVALID_ARGUMENT when a
 * folder would have to replace a file or the other way round; nothing of `source` is followed but itself.
 */
export async function copyFiles(
  from: SourceTree,
  source: string,
  draft: LayerDraft,
  destination: string,
  options: CopyOptions,
): Promise<void> {
  await new FileCopier(from, draft, options).copy(source, destination);
}

interface PendingFolder {
  readonly target: string;
  readonly node: FileNode;
  made: boolean;
}

class FileCopier {
  private readonly linkGroups = new Map<string, object>();
  private readonly pending: PendingFolder[] = [];
  private entries = 0;

  constructor(
    private readonly from: SourceTree,
    private readonly draft: LayerDraft,
    private readonly options: CopyOptions,
  ) {}

  async copy(source: string, destination: string): Promise<void> {
    const lastPart = destination.slice(destination.lastIndexOf('/') + 1);
    const namesFile = lastPart !== '' && lastPart !== '.';
    const ensured = namesFile ? destination.slice(0, -lastPart.length) : destination;
    this.makeFolders(resolvePath(this.draft, ensured));
    const resolved = resolvePath(this.draft, destination);

    const followed = resolvePath(this.from, source);
    const node = this.from.lookup(followed);
    if (node === null) throw new SourceMissing(source);
    const present = this.draft.lookup(resolved);
    const isFolder = node.kind === 'directory';
    const intoFolder = isFolder
      ? !this.options.contentsOnly && present !== null
      : present?.kind === 'directory';
    const target = intoFolder ? joinPath(resolved, baseName(source)) : resolved;
    const asNewFolder = this.options.contentsOnly && isFolder && present === null;
    this.makeFolders(asNewFolder ? target : parentPath(target));
    for (const _ of this.copyNode(followed, '', node, target, false)) await this.turn();
  }

  /** Stops where others on the event loop are to have their turn. */
  private *copyNode(
    path: string,
    relative: string,
    node: FileNode,
    target: string,
    replaceAttributes: boolean,
  ): Generator<void> {
    this.entries += 1;
    if (this.entries % entriesPerTurn === 0) yield;
    const isFolder = node.kind === 'directory';
    const verdict =
      relative === '' || this.options.filter === null
        ? { taken: true, descend: true }
        : this.options.filter.match(relative, isFolder);
    if (isFolder) {
      if (verdict.taken || verdict.descend) {
        yield* this.copyFolder(path, relative, node, target, verdict.taken, replaceAttributes);
      }
      return;
    }
    if (!verdict.taken) return;
    if (baseName(target).startsWith('.wh.')) throw reservedName(path);
    this.makePending();
    if (this.draft.lookup(target)?.kind === 'directory') {
      throw conflict(`cannot replace directory /${target} with file`);
    }
    this.draft.put(target, this.withAttributes(node), this.linkGroup(node));
  }

  private *copyFolder(
    path: string,
    relative: string,
    node: FileNode,
    target: string,
    taken: boolean,
    replaceAttributes: boolean,
  ): Generator<void> {
    const folder: PendingFolder = { target, node, made: false };
    const present = this.draft.lookup(target);
    if (taken) {
      this.makePending();
      this.makeCopiedFolder(folder);
    }
    this.pending.push(folder);
    for (const name of this.from.names(path)) {
      const child = joinPath(path, name);
      const childNode = this.from.lookup(child);
      if (childNode === null) continue;
      yield* this.copyNode(
        child,
        joinPath(relative, name),
        childNode,
        joinPath(target, name),
        true,
      );
    }
    this.pending.pop();
    if (!folder.made) return;
    // after the children, whose names change the folder's time
    const isNew = present === null;
    if (isNew || replaceAttributes) this.draft.update(target, this.withAttributes(node));
    else {
      const kept = this.draft.lookup(target) ?? node;
      const { mtimeSeconds, mtimeNanos } = node;
      this.draft.update(target, { ...kept, mtimeSeconds, mtimeNanos });
    }
  }

  /** Folders that hold something taken although they are not taken themselves. */
  private makePending(): void {
    for (const folder of this.pending) if (!folder.made) this.makeCopiedFolder(folder);
  }

  private makeCopiedFolder(folder: PendingFolder): void {
    folder.made = true;
    const present = this.draft.lookup(folder.target);
    if (present === null) this.draft.put(folder.target, this.withAttributes(folder.node));
    else if (present.kind !== 'directory') {
      throw conflict(`cannot copy to non-directory: /${folder.target}`);
    }
  }

  private withAttributes(node: FileNode): FileNode {
    const { owner, mode } = this.options;
    const changesMode = mode !== null && node.kind !== 'symlink';
    return {
      ...node,
      ...(owner === null ? {} : owner),
      ...(changesMode ? { mode: mode(node.mode, node.kind === 'directory') } : {}),
    };
  }

  private linkGroup(node: FileNode): object | undefined {
    if (node.identity === undefined) return undefined;
    const known = this.linkGroups.get(node.identity);
    if (known !== undefined) return known;
    const group = {};
    this.linkGroups.set(node.identity, group);
    return group;
  }

  private makeFolders(path: string): void {
    const owner = this.options.owner ?? { uid: 0, gid: 0 };
    try {
      this.draft.makeFolders(path, { mode: newFolderMode, ...owner });
    } catch (error) {
      if (error instanceof NotAFolder) throw conflict(`mkdir /${error.path}: not a directory`);
      throw error;
    }
  }

  private async turn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    throwIfAborted(this.options.signal);
  }
}

/** A source that does not exist; the caller knows the tree it looked in and says it better. */
export class SourceMissing extends Error {
  constructor(readonly path: string) {
    super(`/${path}: not found`);
  }
}

function reservedName(path: string): DarkroomError {
  return new DarkroomError(
    'INVALID_ARGUMENT',
    `/${path}: names that start with .wh. are how layers tell of removed files`,
    { data: { path }, hint: 'Give the file another name, or exclude it with .dockerignore.' },
  );
}

function conflict(message: string): DarkroomError {
  return new DarkroomError('INVALID_ARGUMENT', message);
}

import type { LayerEntry } from '../../../../../shared/model/layer';
import { throwIfAborted } from '../../../../base/abort';
import type { StagedBlob } from '../../../../store/store';
import type { LayerFile } from '../../../../worker/tasks/write-layer';
import { buildKey, type KeyPart } from '../cache/build-key';
import { keptFiles } from '../cache/last-build';
import { copyFiles, SourceMissing, type CopyOptions } from '../copy/copy-files';
import {
  copySources,
  coveredPath,
  emptyTree,
  SingleFileTree,
  type CopySource,
} from '../copy/copy-sources';
import { download, downloadName } from '../copy/download';
import { parseModeChange } from '../copy/file-mode';
import { findSources } from '../copy/find-sources';
import { sourceNotFound } from '../copy/missing-source';
import { resolveOwner } from '../copy/owner';
import { PatternFilter } from '../copy/path-filter';
import { unpackArchive } from '../copy/unpack-archive';
import { hasWildcard } from '../copy/wildcard';
import { ContextTree } from '../context/context-tree';
import { digestContextFiles } from '../context/digests';
import { ImageTree } from '../files/image-tree';
import { LayerDraft } from '../files/layer-draft';
import { resolvePath } from '../files/resolve-path';
import type { SourceTree } from '../files/source-tree';
import { writeDraft } from '../layers/write-draft';
import type { CopyWork } from '../plan/stage-recipe';
import type { BuildSession, StepSources } from '../step-context';
import type { PreparedStep } from './prepared-step';

/** COPY and ADD. The first key needs stats only, the second the planned content, then the layer is written. */
export async function prepareCopy(
  session: BuildSession,
  work: CopyWork,
  sources: StepSources,
  signal: AbortSignal,
): Promise<PreparedStep> {
  const from = await sourceTree(session, work, sources, signal);
  return new CopyStep(session, work, sources, from).prepare();
}

async function sourceTree(
  session: BuildSession,
  work: CopyWork,
  sources: StepSources,
  signal: AbortSignal,
): Promise<SourceTree> {
  const onlyUrls = work.instruction.sources.every((source) => /^https?:/.test(source));
  if (work.source.kind === 'context') return onlyUrls ? emptyTree : session.context(signal);
  if (work.source.kind === 'scratch') return emptyTree;
  return new ImageTree(session.store, sources.reads[0] ?? []);
}

class CopyStep {
  private readonly instructionKey: string;
  private readonly copySources: ReadonlyArray<CopySource>;

  constructor(
    private readonly session: BuildSession,
    private readonly work: CopyWork,
    private readonly sources: StepSources,
    private readonly from: SourceTree,
  ) {
    const { instruction, destination } = work;
    const { chown, chmod, exclude, link } = instruction;
    const given = instruction.sources;
    const inline = instruction.inlineFiles.map(({ name, content }) => [name, content]);
    const own =
      instruction.kind === 'add'
        ? [instruction.checksum, instruction.unpack]
        : [instruction.parents];
    this.copySources = copySources(instruction, session.now);
    this.instructionKey = buildKey(
      instruction.kind,
      given,
      inline,
      destination,
      chown,
      chmod,
      [...exclude],
      link,
      own,
    );
  }

  prepare(): PreparedStep {
    const fast = this.fastKey();
    return {
      keys: fast === null ? [] : [fast],
      facts: { instruction: this.instructionKey, files: null, filesKey: '' },
      refine: (signal) => this.plan(signal),
    };
  }

  /** Null when a download decides. */
  private fastKey(): string | null {
    const { from, sources } = this;
    const parts: KeyPart[] = [];
    for (const source of this.copySources) {
      if (source.kind === 'url') return null;
      if (source.kind === 'inline') continue;
      if (from instanceof ContextTree) {
        const path = coveredPath(from, source.path, hasWildcard);
        parts.push(path, from.fingerprint(path));
      }
    }
    const read =
      from instanceof ImageTree ? from.diffIds : [from instanceof ContextTree ? from.root : ''];
    return buildKey('copy-fast', this.instructionKey, sources.parent, read, parts);
  }

  private async plan(signal: AbortSignal): Promise<PreparedStep> {
    const staged: StagedBlob[] = [];
    const release = async (): Promise<void> => {
      await Promise.all(staged.splice(0).map((blob) => blob.discard()));
    };
    try {
      const files = await this.planFiles(staged, signal);
      const digested = await this.withDigests(files, signal);
      const key = buildKey('copy', this.sources.parent, contentKey(digested));
      return {
        keys: [key],
        facts: { instruction: this.instructionKey, ...fileFacts(digested) },
        release,
        make: (stop) => writeDraft(this.session, digested, stop),
      };
    } catch (error) {
      await release();
      throw error;
    }
  }

  private async planFiles(
    staged: StagedBlob[],
    signal: AbortSignal,
  ): Promise<ReadonlyArray<LayerFile>> {
    const { session, work, sources, from } = this;
    const { instruction, destination } = work;
    // --link too: without BuildKit's merge, as in Docker 26.1, it copies like any other
    const base = new ImageTree(session.store, sources.parent);
    const draft = new LayerDraft(base, session.now);
    const owner = instruction.chown === '' ? null : await resolveOwner(instruction.chown, base);
    const mode = instruction.chmod === '' ? null : parseModeChange(instruction.chmod);
    const options: CopyOptions = { owner, mode, contentsOnly: true, filter: null, signal };
    for (const source of this.copySources) {
      throwIfAborted(signal);
      if (source.kind === 'inline') {
        const tree = new SingleFileTree(source.name, source.node);
        await copyFiles(tree, source.name, draft, destination, { ...options, contentsOnly: false });
      } else if (source.kind === 'url') {
        const blob = await session.store.blobs.stage();
        staged.push(blob);
        const checksum = instruction.kind === 'add' ? instruction.checksum : '';
        const node = await download(source.url, blob.path, checksum, signal);
        const name = downloadName(source.url);
        await copyFiles(new SingleFileTree(name, node), name, draft, destination, {
          ...options,
          contentsOnly: false,
        });
      } else {
        const filter =
          source.include === null && instruction.exclude.length === 0
            ? null
            : new PatternFilter(source.include, instruction.exclude);
        for (const path of findSources(from, source.path)) {
          if (await this.unpacked(path, draft, owner, staged, signal)) continue;
          try {
            await copyFiles(from, path, draft, destination, { ...options, filter });
          } catch (error) {
            if (!(error instanceof SourceMissing)) throw error;
            throw sourceNotFound(session, work, from, source.written, path);
          }
        }
      }
    }
    return draft.entries();
  }

  /** ADD of a local archive; false for everything else. */
  private async unpacked(
    path: string,
    draft: LayerDraft,
    owner: { readonly uid: number; readonly gid: number } | null,
    staged: StagedBlob[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { instruction, destination } = this.work;
    if (instruction.kind !== 'add' || instruction.unpack === false) return false;
    const node = this.from.lookup(resolvePath(this.from, path));
    if (node?.kind !== 'file' || node.content?.kind !== 'file') return false;
    const blob = await this.session.store.blobs.stage();
    staged.push(blob);
    const input = { path: node.content.path, temporaryPath: blob.path };
    const archive = await this.session.workers.run('read-archive', input, { signal });
    if (archive === null) return false;
    unpackArchive(archive, draft, destination, owner);
    return true;
  }

  /** The files of the context with their digests: everything else has them already. */
  private async withDigests(
    files: ReadonlyArray<LayerFile>,
    signal: AbortSignal,
  ): Promise<ReadonlyArray<LayerFile>> {
    const { from } = this;
    if (!(from instanceof ContextTree)) return files;
    const start = from.root.length + 1;
    const relative = (file: LayerFile): string | null =>
      file.content?.kind === 'file' && file.content.path.startsWith(`${from.root}/`)
        ? file.content.path.slice(start)
        : null;
    const missing = files.flatMap((file) =>
      file.entry.digest === undefined ? (relative(file) ?? []) : [],
    );
    await digestContextFiles(this.session, from, [...new Set(missing)], signal);
    return files.map((file) => {
      const path = file.entry.digest === undefined ? relative(file) : null;
      const digest = path === null ? undefined : from.lookup(path)?.digest;
      return digest === undefined ? file : { ...file, entry: { ...file.entry, digest } };
    });
  }
}

/** What a layer is, without times: they say nothing about whether a build would differ. */
function contentKey(files: ReadonlyArray<LayerFile>): string {
  const rows = files.map(({ entry, content }): KeyPart => {
    const bytes = content?.kind === 'bytes' ? Buffer.from(content.bytes).toString('base64') : null;
    return [...identityOf(entry), entry.digest ?? bytes ?? ''];
  });
  return buildKey('content', rows);
}

function identityOf(entry: LayerEntry): ReadonlyArray<KeyPart> {
  const { path, kind, mode, uid, gid, link = '', deviceMajor = 0, deviceMinor = 0 } = entry;
  const xattrs = entry.xattrs === undefined ? null : Object.entries(entry.xattrs);
  return [path, kind, mode, uid, gid, link, deviceMajor, deviceMinor, xattrs];
}

function fileFacts(files: ReadonlyArray<LayerFile>) {
  const listed = files.filter(({ entry }) => entry.kind !== 'directory');
  const facts = listed.map(({ entry }): readonly [string, string] => [
    entry.path,
    buildKey('', identityOf(entry), entry.digest).slice(0, 12),
  ]);
  return {
    files: facts.length > keptFiles ? null : Object.fromEntries(facts),
    filesKey: contentKey(files),
  };
}

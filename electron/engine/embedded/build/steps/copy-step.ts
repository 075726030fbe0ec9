import type { LayerFile } from '../../../../oci/layer/write-files';
import { buildKey, epochKey, type KeyPart } from '../cache/build-key';
import { contentKey, fileFacts } from '../cache/content-key';
import { ContextTree } from '../context/context-tree';
import { keepDigests, readDigests, recallDigests } from '../context/digests';
import { resolveCommit } from '../context/git-context';
import {
  copySources,
  coveredPath,
  emptyTree,
  isGitSource,
  isUrl,
  type CopySource,
} from '../copy/copy-sources';
import { planCopy, type Temporary } from '../copy/plan-copy';
import { hasWildcard } from '../../../../dockerfile/text/wildcard';
import { ImageTree } from '../files/image-tree';
import type { SourceTree } from '../files/source-tree';
import { effortOf, helperWrites, isFew, writeDraft } from '../layers/write-draft';
import type { CopyWork } from '../plan/stage-recipe';
import type { BuildSession, StepSources } from '../step-context';
import type { LateFacts, MadeLayer, PreparedStep } from './prepared-step';

/** COPY and ADD. The first key needs stats only, the second the planned content, then the layer is written. */
export async function prepareCopy(
  session: BuildSession,
  work: CopyWork,
  sources: StepSources,
  signal: AbortSignal,
): Promise<PreparedStep> {
  const from = await sourceTree(session, work, sources, signal);
  const found = await resolveCommits(copySources(work.instruction, session.now), signal);
  return new CopyStep(session, work, sources, from, found).prepare();
}

/** A repository is as its commit is: a key without a fetch. */
function resolveCommits(
  sources: ReadonlyArray<CopySource>,
  signal: AbortSignal,
): Promise<ReadonlyArray<CopySource>> {
  return Promise.all(
    sources.map(async (source) =>
      source.kind === 'git'
        ? { ...source, commit: await resolveCommit(source.url, signal) }
        : source,
    ),
  );
}

async function sourceTree(
  session: BuildSession,
  work: CopyWork,
  sources: StepSources,
  signal: AbortSignal,
): Promise<SourceTree> {
  const onlyUrls = work.instruction.sources.every((source) => isUrl(source) || isGitSource(source));
  if (work.source.kind === 'context') return onlyUrls ? emptyTree : session.context(signal);
  if (work.source.kind === 'scratch') return emptyTree;
  return new ImageTree(session.store, sources.reads[0] ?? []);
}

class CopyStep {
  private readonly instructionKey: string;
  constructor(
    private readonly session: BuildSession,
    private readonly work: CopyWork,
    private readonly sources: StepSources,
    private readonly from: SourceTree,
    private readonly copySources: ReadonlyArray<CopySource>,
  ) {
    const { instruction, destination } = work;
    const { chown, chmod, exclude, link } = instruction;
    const given = instruction.sources;
    const inline = instruction.inlineFiles.map(({ name, content }) => [name, content]);
    const own =
      instruction.kind === 'add'
        ? [instruction.checksum, instruction.unpack, instruction.keepGitDir]
        : [instruction.parents];
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
      ...epochKey(session),
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

  /** Null when a download decides, or a file changed so lately that its stat proves nothing. */
  private fastKey(): string | null {
    const { from, sources } = this;
    const parts: KeyPart[] = [];
    for (const source of this.copySources) {
      if (source.kind === 'url') return null;
      if (source.kind === 'inline') continue;
      if (source.kind === 'git') {
        if (source.commit === null) return null;
        parts.push(source.commit);
        continue;
      }
      if (from instanceof ContextTree) {
        const path = coveredPath(from, source.path, hasWildcard);
        if (!from.isSettledBelow(path)) return null;
        parts.push(path, from.fingerprint(path));
      }
    }
    const read =
      from instanceof ImageTree ? from.diffIds : [from instanceof ContextTree ? from.root : ''];
    return buildKey('copy-fast', this.instructionKey, sources.parent, read, parts);
  }

  private async plan(signal: AbortSignal): Promise<PreparedStep> {
    const staged: Temporary[] = [];
    const release = async (): Promise<void> => {
      await Promise.all(staged.splice(0).map((blob) => blob.discard()));
    };
    try {
      const { session, work, from } = this;
      const { parent } = this.sources;
      const request = { session, work, sources: this.copySources, from, parent, staged };
      const files = await planCopy(request, signal);
      // Without the cache nobody asks for a key before the layer is written.
      const unread = session.noCache ? [] : await this.recall(files);
      const known = { instruction: this.instructionKey, release };
      // when most is unread, writing the layer finds the digests with one reading instead of two
      const hasUnreadRepository = this.copySources.some(({ kind }) => kind === 'git');
      const writesFirst =
        this.session.noCache || hasUnreadRepository || unread.length * 2 > files.length;
      return writesFirst
        ? this.writing(files, known)
        : await this.reading(files, unread, known, signal);
    } catch (error) {
      await release();
      throw error;
    }
  }

  private writing(files: ReadonlyArray<LayerFile>, known: Known): PreparedStep {
    const { instruction, release } = known;
    return {
      keys: [],
      facts: { instruction, files: null, filesKey: null },
      release,
      make: (signal) => this.inTurn(files, () => this.writeFirst(files, instruction, signal)),
    };
  }

  private async writeFirst(
    files: ReadonlyArray<LayerFile>,
    instruction: string,
    signal: AbortSignal,
  ): Promise<MadeLayer> {
    const { diffId, unchanged, entries } = await writeDraft(this.session, files, signal);
    const digested = files.map((file, index) => ({
      ...file,
      entry: entries[index] ?? file.entry,
    }));
    const late = async (): Promise<LateFacts> => {
      this.keep(digested);
      const filesKey = await contentKey(digested);
      return {
        keys: [this.keyOf(filesKey)],
        facts: { instruction, ...fileFacts(digested, filesKey) },
      };
    };
    return { diffId, unchanged, late };
  }

  /**
   * Layers that this thread writes itself are all late when they are written side by side: one after the
   * other, the first lets its stage go on while the next is written.
   */
  private async inTurn<T>(files: ReadonlyArray<LayerFile>, work: () => Promise<T>): Promise<T> {
    const { session } = this;
    if (session.hasRun) await session.sandbox.warm();
    const takesLong = session.workers.doesHere(effortOf(files)) && !isFew(files);
    return takesLong && !helperWrites(session, files) ? session.turns.take(work) : work();
  }

  private async reading(
    files: ReadonlyArray<LayerFile>,
    unread: ReadonlyArray<string>,
    known: Known,
    signal: AbortSignal,
  ): Promise<PreparedStep> {
    const { from, session } = this;
    const { instruction, release } = known;
    if (from instanceof ContextTree) await readDigests(session, from, unread, signal);
    const digested = files.map((file) => this.withDigest(file));
    const filesKey = await contentKey(digested);
    return {
      keys: [this.keyOf(filesKey)],
      facts: { instruction, ...fileFacts(digested, filesKey) },
      release,
      make: (stop) => this.inTurn(files, () => writeDraft(session, digested, stop)),
    };
  }

  private keyOf(filesKey: string): string {
    return buildKey('copy', this.sources.parent, filesKey, ...epochKey(this.session));
  }

  /** The context files among those planned whose digest has to be found by reading. */
  private async recall(files: ReadonlyArray<LayerFile>): Promise<ReadonlyArray<string>> {
    const { from, session } = this;
    if (!(from instanceof ContextTree)) return [];
    const paths = new Set(files.flatMap((file) => this.contextPath(file) ?? []));
    return recallDigests(session, from, [...paths]);
  }

  private keep(files: ReadonlyArray<LayerFile>): void {
    const { from, session } = this;
    if (!(from instanceof ContextTree)) return;
    const pairs = files.flatMap((file): Array<readonly [string, string]> => {
      const path = this.contextPath(file);
      const { digest } = file.entry;
      return path === null || digest === undefined ? [] : [[path, digest]];
    });
    keepDigests(session, from, pairs);
  }

  private withDigest(file: LayerFile): LayerFile {
    const path = file.entry.digest === undefined ? this.contextPath(file) : null;
    const digest = path === null ? undefined : this.from.lookup(path)?.digest;
    return digest === undefined ? file : { ...file, entry: { ...file.entry, digest } };
  }

  /** Path in the context of a file whose content lies there; downloads and archives lie elsewhere. */
  private contextPath(file: LayerFile): string | null {
    const { from } = this;
    const { content } = file;
    if (!(from instanceof ContextTree) || content?.kind !== 'file') return null;
    return content.path.startsWith(`${from.root}/`)
      ? content.path.slice(from.root.length + 1)
      : null;
  }
}

interface Known {
  readonly instruction: string;
  release(): Promise<void>;
}

import type { RawFinding } from '../../inspect/secrets/line-numbers';
import { SecretScanner } from '../../inspect/secrets/secret-scanner';
import { EntryList } from '../../oci/layer/entry-list';
import { LayerRewriter } from '../../oci/layer/layer-rewriter';
import { RootfsObserver, type ArchiveKind } from '../../oci/layer/rootfs-observer';
import { TarParser } from '../../oci/layer/tar-parser';
import type { TarSink } from '../../oci/layer/tar-sink';
import type { TaskContext } from '../protocol';
import { SharedRing, verdict } from '../shared-ring';

export interface IndexInput {
  readonly ring: SharedArrayBuffer;
  /**
   * `rootfs`: find out what the archive is; `layer`: it is known to be a layer whose digest will be
   * checked; `prefix`: write the part below `prefix` to `targetPath`.
   */
  readonly mode: 'rootfs' | 'layer' | 'prefix';
  readonly prefix: string;
  readonly targetPath: string;
  /** Look for secrets on the way. */
  readonly scan: boolean;
}

export interface IndexOutput {
  /** Encoded file list (see entry-batches). */
  readonly batches: ReadonlyArray<Uint8Array>;
  readonly archive: ArchiveKind;
  readonly facts: RootfsFacts;
  /** Secrets; lines far inside files are still to be counted, once the blob is whole. */
  readonly secrets: ReadonlyArray<RawFinding>;
  /** The blob written here because a folder had to be taken off; otherwise the other thread's counts. */
  readonly rewritten: {
    readonly diffId: string;
    readonly sizeBytes: number;
    readonly prefix: string;
  } | null;
}

/** What a root file system says about itself. */
export interface RootfsFacts {
  readonly architecture: string;
  readonly variant: string;
  readonly distribution: string;
  readonly suggestedName: string;
  readonly suggestedCommand: string;
}

/** Chunks after which the blob is written even if it is not clear yet what it is. */
const undecidedChunks = 4;

/** Reads the tar that comes through the ring: checks it, lists its files, tells what it is. */
export function indexLayer(input: IndexInput, context: TaskContext): IndexOutput {
  const ring = new SharedRing(input.ring);
  const reader = new LayerReader(ring, input);
  try {
    let index = 0;
    for (let chunk = ring.take(index); chunk !== null; chunk = ring.take(index)) {
      context.throwIfCancelled();
      reader.push(chunk, index);
      index += 1;
      if (ring.verdict === verdict.stop) break;
    }
    return reader.finish();
  } catch (error) {
    reader.abort();
    throw error;
  }
}

class LayerReader {
  private pass: Pass;
  /** Chunks from the first on, held in the ring until it is decided who writes the blob. */
  private readonly held: Uint8Array[] = [];
  private decided: ArchiveKind | null = null;

  constructor(
    private readonly ring: SharedRing,
    private readonly input: IndexInput,
  ) {
    this.pass = new Pass(input, input.mode === 'prefix' ? input.prefix : null);
    if (input.mode === 'layer') ring.verdict = verdict.keep;
    if (input.mode === 'prefix') ring.verdict = verdict.rewrite;
  }

  push(chunk: Uint8Array, index: number): void {
    this.pass.push(chunk);
    if (this.ring.verdict === verdict.undecided) {
      this.held.push(chunk);
      const kind = this.pass.observer.decide(false);
      if (kind === null && this.held.length < undecidedChunks) return;
      this.settle(kind ?? { kind: 'rootfs', prefix: '' });
    }
    this.ring.release(index);
  }

  finish(): IndexOutput {
    if (this.ring.verdict !== verdict.stop) {
      this.pass.parser.end();
      const kind = this.pass.observer.decide(true);
      if (this.ring.verdict === verdict.undecided && kind !== null) this.settle(kind);
    }
    return this.pass.output(this.decided);
  }

  abort(): void {
    this.pass.abort();
  }

  private settle(kind: ArchiveKind): void {
    this.decided = kind;
    if (kind.kind !== 'rootfs') this.ring.verdict = verdict.stop;
    else if (kind.prefix === '') this.ring.verdict = verdict.keep;
    else {
      this.pass = new Pass(this.input, kind.prefix);
      for (const chunk of this.held) this.pass.push(chunk);
      if (this.pass.parser.ended) this.pass.parser.end();
      this.ring.verdict = verdict.rewrite;
    }
    this.held.length = 0;
  }
}

/** One reading of the archive: parser, file list, and the writer when a folder is taken off. */
class Pass {
  readonly observer = new RootfsObserver();
  readonly parser: TarParser;
  private readonly list: EntryList;
  private readonly rewriter: LayerRewriter | null;
  private readonly scanner: SecretScanner | null;

  constructor(
    input: IndexInput,
    private readonly prefix: string | null,
  ) {
    const isVouched = input.mode === 'layer';
    this.list = new EntryList({ lenientLinks: isVouched });
    this.scanner = input.scan ? new SecretScanner() : null;
    const tap = this.scanner ?? undefined;
    this.rewriter = prefix === null ? null : new LayerRewriter(input.targetPath, prefix, tap);
    const sink = this.rewriter === null ? this.plainSink() : this.rewritingSink(this.rewriter);
    this.parser = new TarParser(sink, { digests: this.rewriter === null, requireEnd: !isVouched });
  }

  push(chunk: Uint8Array): void {
    this.parser.push(chunk);
  }

  output(decided: ArchiveKind | null): IndexOutput {
    const { observer } = this;
    const prefix = this.prefix ?? '';
    const archive = (this.prefix === null ? observer.decide(true) : decided) ?? {
      kind: 'rootfs',
      prefix,
    };
    const platform = observer.platform(prefix);
    const distribution = observer.distribution(prefix);
    return {
      batches: this.list.finish(),
      archive: decided?.kind === 'image-archive' ? decided : archive,
      facts: {
        architecture: platform?.architecture ?? '',
        variant: platform?.variant ?? '',
        distribution: distribution.prettyName,
        suggestedName: distribution.imageName,
        suggestedCommand: observer.shell(prefix),
      },
      secrets: this.scanner?.findings ?? [],
      rewritten: this.rewriter === null ? null : { ...this.rewriter.finish(), prefix },
    };
  }

  abort(): void {
    this.rewriter?.abort();
  }

  private plainSink(): TarSink {
    const { observer, list, scanner } = this;
    return {
      begin: (entry) => {
        observer.begin(entry);
        scanner?.begin(entry);
      },
      data: (chunk, position) => {
        observer.data(chunk, position);
        scanner?.data(chunk, position);
      },
      end: (entry) => {
        observer.end();
        scanner?.end();
        list.add(entry);
      },
    };
  }

  private rewritingSink(rewriter: LayerRewriter): TarSink {
    const { observer, list } = this;
    return {
      begin: (entry) => {
        observer.begin(entry);
        rewriter.begin(entry);
      },
      data: (chunk, position) => {
        observer.data(chunk, position);
        rewriter.data(chunk, position);
      },
      end: () => {
        observer.end();
        const entry = rewriter.end();
        if (entry !== null) list.add(entry);
      },
    };
  }
}

import type { MessagePort } from 'node:worker_threads';
import { DarkroomError, toWire, type WireError } from '../../../shared/errors';
import { cancelledError } from '../../base/abort';
import { detectCompression, magicBytes } from '../../oci/layer/compression';
import { describeContent, looksLikeTar } from '../../oci/layer/content-kind';
import { decompress } from '../../oci/layer/decompress/decompress';
import type { TaskContext } from '../protocol';
import { smallBytes, type ArchiveMember } from './archive-member';
import { ChunkSource } from './chunk-source';
import { ingestFrom, progressMs, type IngestOutput, type IngestProgress } from './ingest';
import { MemberReader, type MemberSource } from './member-reader';
import { openSource, readChunks, type RawSource, type SourceInput } from './source';

export interface StageArchiveInput {
  readonly source: SourceInput;
  /** What the source is called in messages. */
  readonly label: string;
  /** Answers each `layer` with where it goes. */
  readonly places: MessagePort;
}

/** Where a layer is written to and read from; null where it is not wanted. */
export type LayerPlace = {
  readonly ring: SharedArrayBuffer;
  readonly targetPath: string;
} | null;

export type StageArchiveProgress =
  | ({ readonly kind: 'read' } & IngestProgress)
  /** A link, or a member that is no layer; `content` is null where it is too large to be a list. */
  | {
      readonly kind: 'member';
      readonly member: ArchiveMember;
      readonly content: Uint8Array | null;
    }
  /** A layer begins: a place is waited for. */
  | { readonly kind: 'layer'; readonly member: ArchiveMember }
  | { readonly kind: 'layer-read'; readonly output: IngestOutput }
  /** The layer is unfit; whether that matters shows when the lists are read. */
  | { readonly kind: 'layer-failed'; readonly error: WireError };

/** What lists, configs and names of members may take in memory together. */
const keptBytes = 64 << 20;
/** What a member takes besides its name and content. */
const memberBytes = 256;
/** Bytes behind the end of an archive that are read for the sake of who writes them to a pipe. */
const tailBytes = 64 << 20;

/**
 * Reads an image archive once, from its start to its end: layers, known by what they start with, are
 * written to the places that are given for them; small members are handed over, and whether anything
 * is missing or not as it should be shows only then. ARCHIVE_NOT_AN_IMAGE, ARCHIVE_TRUNCATED,
 * ARCHIVE_CORRUPT, ARCHIVE_HOSTILE.
 */
export async function stageArchive(input: StageArchiveInput, context: TaskContext): Promise<void> {
  const source = openSource(input.source);
  let archive: RawSource | null = null;
  try {
    const head = await source.peek(magicBytes);
    const compression = detectCompression(head);
    archive =
      compression === 'none'
        ? source
        : new ChunkSource(
            decompress(compression, {
              chunks: readChunks(source),
              offset: () => source.bytesRead,
            }),
          );
    checkTar(await archive.peek(magicBytes), input.label);
    await new Stager(source, archive, input.places, context).run();
  } finally {
    if (archive !== source) await archive?.close();
    await source.close();
    input.places.close();
  }
}

class Stager {
  private kept = 0;
  private reportedAt = 0;
  private readonly places: LayerPlace[] = [];
  private isClosed = false;
  private wake = (): void => undefined;

  constructor(
    private readonly source: RawSource,
    private readonly archive: RawSource,
    port: MessagePort,
    private readonly context: TaskContext,
  ) {
    port.on('message', (place: LayerPlace) => {
      this.places.push(place);
      this.wake();
    });
    port.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
  }

  async run(): Promise<void> {
    const reader = new MemberReader(this.archive);
    for (let member = await reader.next(); member !== null; member = await reader.next()) {
      this.context.throwIfCancelled();
      await this.take(member, reader.content(member));
      this.report();
    }
    await this.passTail();
    this.report(true);
  }

  private async take(member: ArchiveMember, content: MemberSource): Promise<void> {
    this.keep(member.path.length + (member.link?.target.length ?? 0) + memberBytes);
    const head = await content.peek(magicBytes);
    if (detectCompression(head) !== 'none' || looksLikeTar(head)) {
      await this.stage(member, content);
      return;
    }
    const isSmall = member.sizeBytes <= smallBytes && this.kept + member.sizeBytes <= keptBytes;
    if (isSmall) this.keep(member.sizeBytes);
    this.tell({ kind: 'member', member, content: isSmall ? await content.whole() : null });
  }

  private async stage(member: ArchiveMember, content: MemberSource): Promise<void> {
    this.tell({ kind: 'layer', member });
    const place = await this.nextPlace();
    if (place === null) return;
    const task: TaskContext = {
      throwIfCancelled: () => this.context.throwIfCancelled(),
      progress: () => this.report(),
    };
    try {
      const output = await ingestFrom(content, { ...place, hashSource: false }, task);
      this.tell({ kind: 'layer-read', output });
    } catch (error) {
      this.context.throwIfCancelled();
      // Of the layer alone: what is wrong with it, or that its other reader gave up.
      const isItsOwn = error instanceof DarkroomError && content.failure === null;
      if (!isItsOwn) throw error;
      this.tell({ kind: 'layer-failed', error: toWire(error) });
    } finally {
      await content.close();
    }
  }

  private async nextPlace(): Promise<LayerPlace> {
    for (;;) {
      const place = this.places.shift();
      if (place !== undefined) return place;
      if (this.isClosed) throw cancelledError();
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** A check of the whole stands behind compressed data; and who is cut off in mid-write complains. */
  private async passTail(): Promise<void> {
    const scratch = Buffer.allocUnsafe(1 << 20);
    for (let passed = 0; passed < tailBytes;) {
      this.context.throwIfCancelled();
      const count = await this.archive.read(scratch);
      passed += count;
      if (count < scratch.length) return;
    }
  }

  private keep(bytes: number): void {
    this.kept += bytes;
    if (this.kept <= keptBytes) return;
    throw new DarkroomError(
      'ARCHIVE_HOSTILE',
      'Read image archive: it has more members than an image can need',
    );
  }

  private report(always = false): void {
    const now = performance.now();
    if (!always && now - this.reportedAt < progressMs) return;
    this.reportedAt = now;
    this.tell({ kind: 'read', sourceBytes: this.source.bytesRead });
  }

  private tell(progress: StageArchiveProgress): void {
    this.context.progress(progress);
  }
}

function checkTar(head: Uint8Array, label: string): void {
  if (looksLikeTar(head)) return;
  const { text } = describeContent(head);
  throw new DarkroomError(
    'ARCHIVE_NOT_AN_IMAGE',
    `Read image archive: “${label}” is ${text}, not a tar`,
    { data: { looksLike: text } },
  );
}

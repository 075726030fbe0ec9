import { MessageChannel } from 'node:worker_threads';
import { DarkroomError, fromWire, isCancelled } from '../../../../shared/errors';
import { cancelledError, onAbort } from '../../../base/abort';
import type { StagedBlob } from '../../../store/store';
import { SharedRing } from '../../../worker/shared-ring';
import type { ArchiveMember } from '../../../worker/tasks/archive-member';
import type { IndexOutput } from '../../../worker/tasks/index-layer';
import type { IngestOutput } from '../../../worker/tasks/ingest';
import type { LayerPlace, StageArchiveProgress } from '../../../worker/tasks/stage-archive';
import type { WorkContext } from '../../engine';
import type { OpenedSource } from './archive-source';
import type { ArchiveDeps } from './deps';
import { StagedImageArchive } from './staged-archive';
import { StreamFeeder } from './stream-feeder';

/**
 * Reads an image archive once, whatever the order of its members: every layer goes to a staged file
 * as it comes. `hold` keeps from garbage collection what the store has already. Nothing stays staged
 * when this rejects; else until the archive is disposed of.
 */
export async function stageArchive(
  deps: ArchiveDeps,
  opened: OpenedSource,
  hold: (digest: string) => void,
  work: WorkContext,
): Promise<StagedImageArchive> {
  const { source, label } = opened;
  const staging = new ArchiveStaging(deps, opened, hold, work);
  const feeder = source.kind === 'stream' ? new StreamFeeder(source.chunks) : null;
  feeder?.forget();
  const stopping = onAbort(staging.signal, () => feeder?.dispose());
  try {
    const input =
      source.kind === 'file' ? source : ({ kind: 'port', port: feederPort(feeder) } as const);
    const transfer = [staging.places, ...(feeder === null ? [] : [feeder.port])];
    const reading = deps.workers.run(
      'stage-archive',
      { source: input, label, places: staging.places },
      { signal: staging.signal, transfer, onProgress: (message) => staging.receive(message) },
    );
    return await staging.finish(reading);
  } finally {
    stopping.dispose();
    feeder?.dispose();
    if (source.kind === 'stream') void source.chunks.return?.();
  }
}

function feederPort(feeder: StreamFeeder | null): StreamFeeder['port'] {
  if (feeder === null) throw new TypeError('a stream has a feeder');
  return feeder.port;
}

/** A layer on its way: one thread writes and hashes it, another checks and lists it. */
interface LayerOnItsWay {
  readonly member: ArchiveMember;
  readonly staged: StagedBlob;
  readonly indexing: Promise<IndexOutput | DarkroomError>;
}

class ArchiveStaging {
  /** To be transferred to the thread that reads. */
  readonly places: MessageChannel['port2'];
  private readonly own: MessageChannel['port1'];
  private readonly abort = new AbortController();
  private readonly aborting;
  private readonly archive = new StagedImageArchive();
  /** Of one layer after the other. */
  private readonly memory = SharedRing.create();
  private readonly ring = new SharedRing(this.memory);
  private current: LayerOnItsWay | null = null;
  /** What the messages so far asked for, one after the other. */
  private steps: Promise<void> = Promise.resolve();
  private failure: unknown = null;

  constructor(
    private readonly deps: ArchiveDeps,
    private readonly opened: OpenedSource,
    private readonly hold: (digest: string) => void,
    private readonly work: WorkContext,
  ) {
    const channel = new MessageChannel();
    this.own = channel.port1;
    this.places = channel.port2;
    this.aborting = onAbort(work.signal, () => this.stop());
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  receive(message: StageArchiveProgress): void {
    if (message.kind === 'read') this.report(message.sourceBytes);
    else this.then(() => this.take(message));
  }

  /** The archive once the thread is done; what the thread or a step failed with, after all ended. */
  async finish(reading: Promise<void>): Promise<StagedImageArchive> {
    try {
      await reading.catch((error: unknown) => {
        this.failure ??= error;
        this.stop();
      });
      await this.steps;
      if (this.failure === null) return this.archive;
      await this.current?.indexing;
      await this.current?.staged.discard();
      await this.archive.dispose();
      throw this.failure;
    } finally {
      this.aborting.dispose();
      this.own.close();
    }
  }

  private then(step: () => Promise<void>): void {
    this.steps = this.steps.then(async () => {
      if (this.failure !== null) return;
      await step().catch((error: unknown) => {
        this.failure ??= error;
        this.stop();
      });
    });
  }

  private async take(message: Exclude<StageArchiveProgress, { kind: 'read' }>): Promise<void> {
    switch (message.kind) {
      case 'member': {
        const { member, content } = message;
        const bytes = content === null ? null : Buffer.from(content.buffer);
        const kept = bytes === null ? null : ({ kind: 'bytes', bytes } as const);
        return this.archive.add(member.path, { ...member, content: kept });
      }
      case 'layer':
        return this.begin(message.member);
      case 'layer-read':
        return this.end(message.output);
      case 'layer-failed':
        return this.end(fromWire(message.error));
    }
  }

  private async begin(member: ArchiveMember): Promise<void> {
    const diffId = namedDigest(member.path);
    if (diffId !== null) this.hold(diffId);
    if (diffId !== null && this.deps.store.layers.has(diffId)) {
      await this.archive.add(member.path, { ...member, content: { kind: 'known', diffId } });
      this.own.postMessage(null satisfies LayerPlace);
      return;
    }
    const staged = await this.deps.store.blobs.stage();
    this.ring.reset();
    const { memory: ring, signal } = this;
    const targetPath = staged.path;
    const indexing = this.deps.workers
      .run('index-layer', { ring, mode: 'layer', prefix: '', scan: false, targetPath }, { signal })
      .catch((error: unknown) => {
        this.ring.cancel();
        return error as DarkroomError;
      });
    this.current = { member, staged, indexing };
    if (signal.aborted) this.ring.cancel();
    this.own.postMessage({ ring, targetPath } satisfies LayerPlace);
  }

  /** Both threads are through with a layer, or with what cannot be one. */
  private async end(ingested: IngestOutput | DarkroomError): Promise<void> {
    const { current } = this;
    if (current === null) return;
    const { member, staged } = current;
    const indexed = await current.indexing;
    if (!(ingested instanceof DarkroomError) && !(indexed instanceof DarkroomError)) {
      this.current = null;
      const read = { ...indexed, ...ingested, staged, replay: null };
      return this.archive.add(member.path, { ...member, content: { kind: 'staged', read } });
    }
    // A thread that saw the other fail says CANCELLED; the other's own error tells why.
    const errors = [ingested, indexed].filter((result) => result instanceof DarkroomError);
    const error = errors.find((one) => !isCancelled(one));
    if (error?.code.startsWith('ARCHIVE_') !== true) throw error ?? cancelledError();
    this.current = null;
    await staged.discard();
    return this.archive.add(member.path, { ...member, content: { kind: 'unfit', error } });
  }

  private stop(): void {
    this.abort.abort();
    this.ring.cancel();
    this.own.close();
  }

  private report(done: number): void {
    this.work.progress({ done, total: this.opened.totalBytes, unit: 'bytes', label: '' });
  }
}

/** The diffID that a member's name gives: docker's since 25 where nothing is compressed, and podman's. */
function namedDigest(path: string): string | null {
  const hex = /^(?:blobs\/sha256\/([0-9a-f]{64})|([0-9a-f]{64})\.tar)$/.exec(path);
  return hex === null ? null : `sha256:${hex[1] ?? hex[2]}`;
}

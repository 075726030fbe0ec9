import type { Readable } from 'node:stream';
import type { BuildCheck, BuildOutline, BuildRequest, BuildResult } from '../../shared/model/build';
import type {
  BuildCacheItem,
  BuildCachePruneOptions,
  BuildCachePruneResult,
} from '../../shared/model/build-cache';
import type {
  CommitOptions,
  CommitResult,
  ContainerDetail,
  ContainerOptions,
  ContainerPruneResult,
  ContainerSize,
  ContainerSummary,
  CreatedContainer,
  NetworkPort,
  ProcessTable,
  ResourceUsage,
} from '../../shared/model/container';
import type { FolderListing, PathStat } from '../../shared/model/container-files';
import type {
  DiskUsage,
  HistoryLine,
  ImageDetail,
  ImageSummary,
  ImageWaste,
} from '../../shared/model/image';
import type { DraftOptions, DraftResult } from '../../shared/model/draft';
import type { EngineEvent, EventRange } from '../../shared/model/event';
import type { EngineAbout, EngineFeature, EngineState } from '../../shared/model/engine';
import type { Identified, ImportOptions, ImportResult } from '../../shared/model/import';
import type { JobLogInput, Progress } from '../../shared/model/job';
import type { PullOptions, PullResult, PushOptions, PushResult } from '../../shared/model/registry';
import type { FileChange, TreeNode } from '../../shared/model/layer';
import type { SecretFinding } from '../../shared/model/secret';
import type {
  ContainerReview,
  FileDiff,
  ImageComparison,
  TimelineEntry,
} from '../../shared/model/snapshot';
import type { Disposable } from '../base/disposable';
import type { ContextOperations } from './context-operations';
import type {
  AttachOptions,
  ExecOptions,
  LogOptions,
  PathArchive,
  ProcessStdio,
  PruneResult,
  RemovedItem,
  SaveOptions,
  SessionEnd,
  StopOptions,
  WriteArchiveOptions,
} from './operation-options';
import type { VolumeOperations } from './volume-operations';

export type * from './operation-options';
export type { VolumeOperations } from './volume-operations';

/**
 * What the window and the command line work with. Two implementations: the embedded engine and the
 * Docker engine. All methods reject with DarkroomError; every long one takes a WorkContext.
 */
export interface Engine {
  /** Its name on the list of engines. */
  readonly id: string;
  readonly kind: 'embedded' | 'docker';
  /** As last seen; followed by itself while somebody listens to `onDidChange`. */
  readonly state: EngineState;
  /** Connects and asks the engine what it is. Rejects with a diagnosis (ENGINE_…). */
  about(signal: AbortSignal): Promise<EngineAbout>;
  onDidChangeState(listener: (state: EngineState) => void): Disposable;
  capabilities(): Promise<EngineCapabilities>;
  readonly images: ImageOperations;
  readonly containers: ContainerOperations;
  readonly volumes: VolumeOperations;
  readonly contexts: ContextOperations;
  /**
   * Makes a folder of what a build context can be given as: a folder, a tar file, an http(s) or git
   * URL, or `-` for a Dockerfile or tar on `stdin`.
   */
  openBuildContext(
    source: string,
    stdin: NodeJS.ReadableStream,
    work: WorkContext,
  ): Promise<OpenedBuildContext>;
  /** Builds a Dockerfile; step states and output go to `work.log`, an output to `-` to `stdout`. */
  build(
    options: BuildRequest,
    work: WorkContext,
    stdout?: NodeJS.WritableStream,
  ): Promise<BuildResult>;
  /** Drafts a Dockerfile from what a container or a snapshot differs in from its image. */
  draftDockerfile(options: DraftOptions, work: WorkContext): Promise<DraftResult>;
  /** Runs the build checks on the Dockerfile and nothing else. */
  checkBuild(options: BuildRequest, signal: AbortSignal): Promise<BuildCheck>;
  /** What builds keep for the next one, longest unused first. */
  buildCache(): Promise<ReadonlyArray<BuildCacheItem>>;
  pruneBuildCache(
    options: BuildCachePruneOptions,
    work: WorkContext,
  ): Promise<BuildCachePruneResult>;
  /** What the Dockerfile's target can be given (`--call outline`), and its targets. */
  outlineBuild(options: BuildRequest, signal: AbortSignal): Promise<BuildOutline>;
  /** Throws INVALID_ARGUMENT for a pattern of an exclusion rule or an exception that cannot be read. */
  checkPatterns(patterns: ReadonlyArray<string>): void;
  /**
   * What happened to containers, images and volumes, and what happens until the range ends or the
   * signal fires.
   */
  events(
    range: EventRange,
    onEvent: (event: EngineEvent) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Fires after images or containers changed, also when another process changed them. */
  onDidChange(listener: (what: EngineChange) => void): Disposable;
  dispose(): Promise<void>;
}

export interface OpenedBuildContext {
  readonly contextPath: string;
  /** Set where the context was a Dockerfile alone. */
  readonly dockerfileText?: string;
  /** True for a copy, which `close` removes. */
  readonly isTemporary: boolean;
  close(): Promise<void>;
}

export type EngineChange = 'images' | 'containers';

/** What an engine can do here; the window hides or explains what it cannot. */
export interface EngineCapabilities {
  /** False where there is no Linux kernel or no user namespace: `reason` says what to do. */
  readonly run: { readonly available: boolean; readonly reason: string };
  readonly import: boolean;
  readonly pause: boolean;
  /** What it cannot do that others can, each with the reason and what to do instead. */
  readonly lacks: Readonly<Partial<Record<EngineFeature, string>>>;
}

/** How long work reports and stops. Progress may be called often; receivers thin it out. */
export interface WorkContext {
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
  log(entry: JobLogInput): void;
}

export interface ImageOperations {
  list(): Promise<ReadonlyArray<ImageSummary>>;
  /** `name` is a reference, an id or an unambiguous id prefix. */
  inspect(name: string): Promise<ImageDetail>;
  history(name: string): Promise<ReadonlyArray<HistoryLine>>;
  /**
   * Children of a folder. `layer` is an index from the bottom, or null for the merged image.
   * Directories first, then by name.
   */
  tree(name: string, layer: number | null, path: string): Promise<ReadonlyArray<TreeNode>>;
  /** At most `limitBytes` of a file's content as the image shows it. */
  readFile(name: string, path: string, limitBytes: number): Promise<Uint8Array>;
  /** What differs from one image to another: files and configuration. */
  compare(before: string, after: string, signal: AbortSignal): Promise<ImageComparison>;
  /** One file of two images, line by line. */
  compareFile(before: string, after: string, path: string, signal: AbortSignal): Promise<FileDiff>;
  /** What lower layers carry although upper ones delete or replace it. */
  waste(name: string): Promise<ImageWaste>;
  tag(source: string, target: string): Promise<void>;
  /** Returns what was done, in Docker's words: untagged names and deleted digests. */
  remove(name: string, options: { readonly force: boolean }): Promise<ReadonlyArray<RemovedItem>>;
  /** Removes dangling images, or all that no container uses, and collects garbage. */
  prune(options: { readonly all: boolean }, work: WorkContext): Promise<PruneResult>;
  usage(): Promise<DiskUsage>;
  identify(path: string, signal: AbortSignal): Promise<Identified>;
  import(
    options: ImportOptions,
    work: WorkContext,
    stdin?: NodeJS.ReadableStream,
  ): Promise<ImportResult>;
  load(source: string | NodeJS.ReadableStream, work: WorkContext): Promise<ImportResult>;
  /**
   * How many of an image's lowest layers (`diffIds`, bottom first) an archive for `load` need not hold
   * at this moment; 0 on an engine that wants all.
   */
  knownLayers(diffIds: ReadonlyArray<string>): Promise<number>;
  /** From its registry; only what is missing travels. IMAGE_NOT_FOUND, REGISTRY_*. */
  pull(name: string, options: PullOptions, work: WorkContext): Promise<PullResult>;
  /** To the registry that the name, or `options.target`, says. IMAGE_NOT_FOUND, REGISTRY_*. */
  push(name: string, options: PushOptions, work: WorkContext): Promise<PushResult>;
  /** Writes an archive that docker and OCI tools both read; the target appears only when whole. */
  save(
    names: ReadonlyArray<string>,
    target: string | NodeJS.WritableStream,
    options: SaveOptions,
    work: WorkContext,
  ): Promise<void>;
}

export interface ContainerOperations {
  list(options: { readonly all: boolean }): Promise<ReadonlyArray<ContainerSummary>>;
  inspect(name: string): Promise<ContainerDetail>;
  /** Volumes that are named and missing are made and, when empty, filled from the image. */
  create(options: ContainerOptions): Promise<CreatedContainer>;
  start(name: string): Promise<void>;
  /** SIGTERM (or the image's StopSignal), then SIGKILL after the time-out. */
  stop(name: string, options: StopOptions): Promise<void>;
  /** `signal` instead of the container's stop signal, where given. */
  restart(name: string, options: StopOptions): Promise<void>;
  kill(name: string, signal: string): Promise<void>;
  /** Holds all processes still. CONTAINER_NOT_RUNNING, CONTAINER_PAUSED. */
  pause(name: string): Promise<void>;
  unpause(name: string): Promise<void>;
  /** CONTAINER_NAME_IN_USE, INVALID_ARGUMENT. */
  rename(name: string, newName: string): Promise<void>;
  /** Resolves with the exit code once the container is not running. */
  wait(name: string, signal: AbortSignal): Promise<number>;
  /** `volumes`: its anonymous volumes too, as `--rm` does by itself. */
  remove(
    name: string,
    options: { readonly force: boolean; readonly volumes?: boolean },
  ): Promise<void>;
  /** Removes all that are not running, or those of them that `filter` takes; gives their ids. */
  prune(filter: (container: ContainerSummary) => boolean): Promise<ContainerPruneResult>;
  /** Published ports of a running container. */
  ports(name: string): Promise<ReadonlyArray<NetworkPort>>;
  /** ps(1) with these options; none is `-ef`. */
  top(name: string, psOptions: ReadonlyArray<string>): Promise<ProcessTable>;
  /** One sample after a second, or one a second until the container ends or the signal fires. */
  stats(
    name: string,
    options: { readonly stream: boolean },
    onUsage: (usage: ResourceUsage) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** As docker cp looks at a path: a link as its last component is not followed. NOT_FOUND. */
  statPath(name: string, path: string): Promise<PathStat>;
  /** NOT_FOUND for what is no folder. */
  listFolder(name: string, path: string): Promise<FolderListing>;
  /** A tar of a path, its names beginning with the path's last component (`.` for `folder/.`). */
  readArchive(name: string, path: string): Promise<PathArchive>;
  /** Unpacks a tar into an existing folder; see WriteArchiveOptions. NOT_FOUND, CONFLICT. */
  writeArchive(
    name: string,
    path: string,
    content: Readable,
    options: WriteArchiveOptions,
    signal: AbortSignal,
  ): Promise<void>;
  /** All files of a container as a tar, without what is mounted. */
  export(name: string): Promise<Readable>;
  diff(name: string): Promise<ReadonlyArray<FileChange>>;
  /** Bytes of its changes, and of them with its image. */
  size(name: string): Promise<ContainerSize>;
  /** The changes, changed volumes, kept rules and proposals: what a snapshot would be made of. */
  review(name: string, signal: AbortSignal): Promise<ContainerReview>;
  /** Secrets in the changes and volumes, before any exception; reads every changed file. */
  findSecrets(name: string, signal: AbortSignal): Promise<ReadonlyArray<SecretFinding>>;
  /** A file of the container against its image. */
  fileDiff(name: string, path: string, signal: AbortSignal): Promise<FileDiff>;
  /** Snapshots that belong with a container (also a removed one) or an image, oldest first. */
  timeline(name: string): Promise<ReadonlyArray<TimelineEntry>>;
  /** Output so far, and what follows when `follow`. */
  logs(
    name: string,
    options: LogOptions,
    onOutput: (stream: 'stdout' | 'stderr', data: Buffer) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Starts with the caller's own streams connected before the first byte; resolves at its end. */
  startAttached(name: string, stdio: ProcessStdio, options?: AttachOptions): Promise<SessionEnd>;
  /** Connects the caller's own streams to the main process of a running container. */
  attach(name: string, stdio: ProcessStdio, options?: AttachOptions): Promise<SessionEnd>;
  /** Runs another process inside, with the caller's own streams. Resolves with its exit code. */
  exec(name: string, options: ExecOptions, stdio: ProcessStdio): Promise<number>;
  /** The same without streams; resolves once it runs. */
  execDetached(name: string, options: ExecOptions): Promise<void>;
  commit(options: CommitOptions, work: WorkContext): Promise<CommitResult>;
}

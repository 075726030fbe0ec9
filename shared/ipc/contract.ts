import type { WireError } from '../errors';
import type { BuildOptions } from '../model/build';
import type { GivenSecret } from '../model/build-page';
import type {
  CommitOptions,
  ContainerDetail,
  RunRequest,
  ContainerSummary,
  NetworkPort,
  ResourceUsage,
} from '../model/container';
import type { FolderListing } from '../model/container-files';
import type { DiskUsage, HistoryLine, ImageDetail, ImageSummary, ImageWaste } from '../model/image';
import type { DraftOptions } from '../model/draft';
import type { EngineAbout, EngineFeature, EngineListing, NewEngine } from '../model/engine';
import type { Identified, ImportOptions } from '../model/import';
import type { BuildStep, Job, JobLogEntry } from '../model/job';
import type { FileChange, TreeNode } from '../model/layer';
import type { PullOptions, PushOptions, SendTarget } from '../model/registry';
import type { SecretAllowance, SecretFinding } from '../model/secret';
import type { Settings, SettingsChange } from '../model/settings';
import type {
  ContainerReview,
  ExclusionRule,
  FileDiff,
  ImageComparison,
  TimelineEntry,
} from '../model/snapshot';
import type { BuildRequests } from './contract-build';
import type { RegistryRequests } from './contract-registry';

/**
 * The only list of channels between the window and the main process. A call is
 * `window.darkroom.call(channel, request)`, an event `window.darkroom.on(channel, listener)`.
 * Every request is checked against schemas.ts before a handler sees it.
 */
export interface Requests extends BuildRequests, RegistryRequests {
  'app.info': Call<null, AppInfo>;
  'images.list': Call<null, ReadonlyArray<ImageSummary>>;
  'images.inspect': Call<{ readonly name: string }, ImageDetail>;
  'images.history': Call<{ readonly name: string }, ReadonlyArray<HistoryLine>>;
  'images.tree': Call<
    { readonly name: string; readonly layer: number | null; readonly path: string },
    ReadonlyArray<TreeNode>
  >;
  /** First 256 KiB of a file; `text` is null when it is no text. */
  'images.readFile': Call<
    { readonly name: string; readonly path: string },
    { readonly text: string | null; readonly truncated: boolean }
  >;
  'images.waste': Call<{ readonly name: string }, ImageWaste>;
  'images.compare': Call<{ readonly before: string; readonly after: string }, ImageComparison>;
  'images.compareFile': Call<
    { readonly before: string; readonly after: string; readonly path: string },
    FileDiff
  >;
  'images.tag': Call<{ readonly source: string; readonly target: string }, null>;
  'images.remove': Call<{ readonly name: string; readonly force: boolean }, null>;
  'images.usage': Call<null, DiskUsage>;
  /** The embedded engine, those found and those added; which one is selected, and their states. */
  'engines.list': Call<null, ReadonlyArray<EngineListing>>;
  /** Everything the window shows and does is on this engine from then on. */
  'engines.select': Call<{ readonly name: string }, null>;
  'engines.add': Call<NewEngine, null>;
  'engines.remove': Call<{ readonly name: string }, null>;
  /** Connects; rejects with a diagnosis. */
  'engines.test': Call<{ readonly name: string }, EngineAbout>;
  /** What dropped, chosen or pasted paths are. Order kept. */
  'drop.identify': Call<{ readonly paths: ReadonlyArray<string> }, ReadonlyArray<Identified>>;
  'dialog.open': Call<
    { readonly kind: 'archive' | 'folder' | 'any' | 'secret' | 'certificate' },
    ReadonlyArray<string>
  >;
  /** Asks where to save; null when the person changed their mind. */
  'dialog.save': Call<{ readonly suggestedName: string }, string | null>;
  /** Starts long work and answers its job id at once. */
  'jobs.start': Call<JobRequest, { readonly jobId: string }>;
  'jobs.cancel': Call<{ readonly jobId: string }, null>;
  'jobs.list': Call<null, ReadonlyArray<Job>>;
  'jobs.log': Call<
    { readonly jobId: string; readonly fromSeq: number },
    ReadonlyArray<JobLogEntry>
  >;
  /** The steps of a build as they last were; none for other jobs. */
  'jobs.steps': Call<{ readonly jobId: string }, ReadonlyArray<BuildStep>>;
  'jobs.remove': Call<{ readonly jobId: string }, null>;
  'containers.list': Call<null, ReadonlyArray<ContainerSummary>>;
  'containers.inspect': Call<{ readonly name: string }, ContainerDetail>;
  /** Creates and starts. */
  'containers.run': Call<RunRequest, ContainerSummary>;
  'containers.start': Call<{ readonly name: string }, null>;
  'containers.stop': Call<{ readonly name: string }, null>;
  'containers.kill': Call<{ readonly name: string }, null>;
  'containers.remove': Call<{ readonly name: string; readonly force: boolean }, null>;
  /** What a snapshot would be made of; its secrets take longer and come by `containers.secrets`. */
  'containers.review': Call<{ readonly name: string }, ContainerReview>;
  'containers.secrets': Call<{ readonly name: string }, ReadonlyArray<SecretFinding>>;
  'containers.fileDiff': Call<{ readonly name: string; readonly path: string }, FileDiff>;
  /** Snapshots of a container, also of a removed one, or around an image; oldest first. */
  'containers.timeline': Call<{ readonly name: string }, ReadonlyArray<TimelineEntry>>;
  'containers.diff': Call<{ readonly name: string }, ReadonlyArray<FileChange>>;
  'containers.pause': Call<{ readonly name: string }, null>;
  'containers.unpause': Call<{ readonly name: string }, null>;
  'containers.restart': Call<{ readonly name: string }, null>;
  'containers.rename': Call<{ readonly name: string; readonly newName: string }, null>;
  'containers.ports': Call<{ readonly name: string }, ReadonlyArray<NetworkPort>>;
  /** Opens a published port in the browser; NOT_FOUND when the container does not publish it. */
  'containers.openPort': Call<{ readonly name: string; readonly hostPort: number }, null>;
  'containers.files': Call<{ readonly name: string; readonly path: string }, FolderListing>;
  /** Copies files and folders of this machine into a folder of the container, as `docker cp` does. */
  'containers.copyIn': Call<
    { readonly name: string; readonly sources: ReadonlyArray<string>; readonly folder: string },
    null
  >;
  /** Copies a file or folder of the container into a folder of this machine. */
  'containers.copyOut': Call<
    { readonly name: string; readonly path: string; readonly folder: string },
    null
  >;
  'containers.logs': Call<{ readonly name: string; readonly tail: number }, string>;
  'terminal.open': Call<
    {
      readonly container: string;
      readonly mode: 'attach' | 'exec';
      readonly columns: number;
      readonly rows: number;
    },
    { readonly terminalId: string }
  >;
  'terminal.write': Call<{ readonly terminalId: string; readonly data: string }, null>;
  /** The window has shown so many characters of output; main stops reading while too many are unshown. */
  'terminal.acknowledge': Call<{ readonly terminalId: string; readonly characters: number }, null>;
  'terminal.resize': Call<
    { readonly terminalId: string; readonly columns: number; readonly rows: number },
    null
  >;
  'terminal.close': Call<{ readonly terminalId: string }, null>;
  /** Follows what a container writes, from its last `tail` lines on, as `watch.output` events. */
  'watch.logs': Call<
    { readonly name: string; readonly tail: number },
    { readonly watchId: string }
  >;
  /** What a running container uses, once a second, as `watch.usage` events. */
  'watch.usage': Call<{ readonly name: string }, { readonly watchId: string }>;
  'watch.close': Call<{ readonly watchId: string }, null>;
  /** Kept rules of what snapshots leave out; adding and removing answer the list as it is then. */
  'exclusions.list': Call<null, ReadonlyArray<ExclusionRule>>;
  'exclusions.add': Call<ExclusionRule, ReadonlyArray<ExclusionRule>>;
  'exclusions.remove': Call<ExclusionRule, ReadonlyArray<ExclusionRule>>;
  /** Kept exceptions of the secret gate. A job that meets secrets fails with SECRETS_FOUND, its data.findings. */
  'secrets.allowances': Call<null, ReadonlyArray<SecretAllowance>>;
  'secrets.allow': Call<Omit<SecretAllowance, 'createdAt'>, ReadonlyArray<SecretAllowance>>;
  'secrets.revoke': Call<
    { readonly pattern: string; readonly rule: string },
    ReadonlyArray<SecretAllowance>
  >;
  'settings.get': Call<null, Settings>;
  /** Of all but registries, which are set one by one. */
  'settings.update': Call<SettingsChange, Settings>;
}

export interface Events {
  'images.changed': null;
  'containers.changed': null;
  'settings.changed': Settings;
  /** An engine came, went, was selected or changed its state. */
  'engines.changed': null;
  /** State or progress of a job; progress at most ten times a second per job. */
  'jobs.changed': Job;
  'jobs.output': { readonly jobId: string; readonly entries: ReadonlyArray<JobLogEntry> };
  'terminal.data': { readonly terminalId: string; readonly data: string };
  'terminal.exit': { readonly terminalId: string; readonly exitCode: number };
  'watch.output': { readonly watchId: string; readonly text: string };
  'watch.usage': { readonly watchId: string; readonly usage: ResourceUsage };
  /** Nothing more comes: the container ended, or the watch failed. */
  'watch.ended': { readonly watchId: string; readonly error: WireError | null };
  /** A menu item or accelerator of the native menu was chosen. */
  'menu.command': { readonly command: MenuCommand };
}

export type MenuCommand =
  | 'palette'
  | 'images'
  | 'containers'
  | 'build'
  | 'activity'
  | 'settings'
  | 'import'
  | 'find'
  | 'snapshot';

export type JobRequest =
  | { readonly kind: 'import'; readonly options: ImportOptions }
  | { readonly kind: 'load'; readonly source: string }
  | {
      readonly kind: 'build';
      readonly options: BuildOptions;
      /** By id; kept in memory until the build has ended, and nowhere else. */
      readonly secrets?: Readonly<Record<string, GivenSecret>>;
    }
  | { readonly kind: 'snapshot'; readonly options: CommitOptions }
  | { readonly kind: 'draft'; readonly options: DraftOptions }
  | {
      readonly kind: 'save';
      readonly names: ReadonlyArray<string>;
      readonly target: string;
      readonly format: 'docker' | 'oci' | 'oci-dir';
      readonly compression: 'none' | 'gzip' | 'zstd' | 'xz';
    }
  /** The root file system of an image, for WSL or LXC, as tar.gz. */
  | {
      readonly kind: 'export';
      readonly name: string;
      readonly target: string;
      readonly format: 'wsl' | 'lxc';
    }
  | { readonly kind: 'pull'; readonly name: string; readonly options: PullOptions }
  | { readonly kind: 'push'; readonly name: string; readonly options: PushOptions }
  /** Images of the store for several platforms, pushed under one name as an index. */
  | {
      readonly kind: 'push-list';
      readonly name: string;
      readonly sources: ReadonlyArray<string>;
    }
  | { readonly kind: 'send'; readonly name: string; readonly target: SendTarget }
  | { readonly kind: 'prune'; readonly all: boolean };

export interface AppInfo {
  readonly version: string;
  readonly platform: string;
  /** BCP 47 tag of the system's language. */
  readonly locale: string;
  readonly storeRoot: string;
  readonly engine: EngineInfo;
}

export interface EngineInfo {
  readonly id: string;
  readonly kind: 'embedded' | 'docker';
  readonly canRun: boolean;
  /** Why it cannot run containers, and what to do; '' when it can. */
  readonly runReason: string;
  /** What it cannot do that others can: not offered while it works. */
  readonly lacks: ReadonlyArray<EngineFeature>;
}

export interface Call<Request, Reply> {
  readonly request: Request;
  readonly reply: Reply;
}

export type RequestChannel = keyof Requests;
export type EventChannel = keyof Events;
export type RequestOf<C extends RequestChannel> = Requests[C]['request'];
export type ReplyOf<C extends RequestChannel> = Requests[C]['reply'];

/** Errors cross as data, because structured clone keeps only an Error's message. */
export type Envelope<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError };

/** What the preload script puts on `window.darkroom`. Calls reject with a DarkroomError. */
export interface DarkroomBridge {
  /** Resolves with the envelope; the renderer's state layer unwraps it. */
  call<C extends RequestChannel>(channel: C, request: RequestOf<C>): Promise<Envelope<ReplyOf<C>>>;
  on<C extends EventChannel>(channel: C, listener: (event: Events[C]) => void): () => void;
  /** The path of a dropped or chosen file; '' when it has none. */
  pathForFile(file: unknown): string;
}

export { eventChannels, requestChannels } from './channels';

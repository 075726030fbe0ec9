import type { ContainerOptions, NetworkMode } from './container-options';
import type { ContainerConfig } from './image';
import type { MountPoint } from './volume';
import type { SecretFinding } from './secret';
import type { ExclusionRule, VolumeChange } from './snapshot';

export type * from './container-options';

/** Docker's states of a container. */
export type ContainerState = 'created' | 'running' | 'paused' | 'exited' | 'dead';

export interface ContainerSummary {
  /** 64 hex digits. */
  readonly id: string;
  readonly name: string;
  readonly imageId: string;
  /** The name it was started from, or a short image id. */
  readonly imageName: string;
  readonly command: ReadonlyArray<string>;
  readonly state: ContainerState;
  readonly exitCode: number | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly tty: boolean;
  readonly labels: Readonly<Record<string, string>>;
  /** Null without a health check, and while it does not run. */
  readonly health?: HealthStatus | null;
  readonly mounts?: ReadonlyArray<MountPoint>;
  readonly network?: NetworkMode;
  /** Published ones; none while it does not run. */
  readonly ports?: ReadonlyArray<NetworkPort>;
  /** `port/protocol`, also where nothing publishes it. */
  readonly exposedPorts?: ReadonlyArray<string>;
}

/** What `create` answers. */
export interface CreatedContainer extends ContainerSummary {
  /** What was asked for and cannot be had here, in words for people. */
  readonly warnings?: ReadonlyArray<string>;
}

export type HealthStatus = 'starting' | 'healthy' | 'unhealthy';

/** `docker inspect`'s State.Health. */
export interface HealthReport {
  readonly status: HealthStatus;
  readonly failingStreak: number;
  /** The last five probes, oldest first. */
  readonly log: ReadonlyArray<HealthProbe>;
}

export interface HealthProbe {
  readonly start: string;
  readonly end: string;
  /** -1 when it took too long. */
  readonly exitCode: number;
  /** At most 4096 bytes. */
  readonly output: string;
}

export interface ContainerDetail extends ContainerSummary {
  readonly pid: number | null;
  readonly options: ContainerOptions;
  /** Docker's `Config`: the image's with the options over it. */
  readonly config: ContainerConfig;
  readonly hostname: string;
  readonly mounts: ReadonlyArray<MountPoint>;
  readonly healthReport?: HealthReport | null;
  /** The kernel killed something in it for want of memory, when it ran last. */
  readonly outOfMemory?: boolean;
  /** Resolved path of the log file. */
  readonly logPath?: string;
  readonly env: ReadonlyArray<string>;
  readonly workingDir: string;
  readonly user: string;
  readonly entrypoint: ReadonlyArray<string>;
  readonly args: ReadonlyArray<string>;
  readonly error: string;
}

/** `darkroom commit` and the window's Snapshot. */
export interface CommitOptions {
  readonly container: string;
  /** `REPO[:TAG]`; without it the image is dangling. */
  readonly reference?: string;
  readonly author?: string;
  readonly message?: string;
  /** Dockerfile instructions to apply: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, ONBUILD, USER, VOLUME, WORKDIR… */
  readonly changes?: ReadonlyArray<string>;
  /** Hold a running container still while its changes are looked through. Default true. */
  readonly pause?: boolean;
  /** Patterns of what is left out, besides the kept rules. */
  readonly exclude?: ReadonlyArray<string>;
  /** Whether kept exclusion rules apply. Default true. */
  readonly useRules?: boolean;
  /** Mount points of volumes whose data goes into the layer, or all of them. Default none. */
  readonly includeVolumes?: 'all' | ReadonlyArray<string>;
  /** Go on though secrets were found. Default false: SECRETS_FOUND. */
  readonly allowSecrets?: boolean;
}

export interface CommitResult {
  readonly imageId: string;
  readonly diffId: string;
  readonly sizeBytes: number;
  readonly entryCount: number;
  /** How long the container stood still, in milliseconds; 0 when it was not running. */
  readonly pausedMs: number;
  /** Kept rules that left something out, perhaps nothing. */
  readonly rules: ReadonlyArray<ExclusionRule>;
  /** Volumes with changed data that is not in the snapshot. */
  readonly volumesLeftOut: ReadonlyArray<VolumeChange>;
  /** Secrets that went in because they are allowed. */
  readonly secrets: ReadonlyArray<SecretFinding>;
}

/** A port of a running container that the host answers on. */
export interface NetworkPort {
  /** Address of the host; '' for all. */
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
}

/** What ps(1) said of a container's processes: a title per column, a row per process. */
export interface ProcessTable {
  readonly titles: ReadonlyArray<string>;
  readonly processes: ReadonlyArray<ReadonlyArray<string>>;
}

/** What a container used when it was looked at; the percentage since the look before. */
export interface ResourceUsage {
  /** 100 for one CPU that was busy all the time. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly processCount: number;
}

/** What a container takes. In bytes. */
export interface ContainerPruneResult {
  readonly removed: ReadonlyArray<string>;
  /** Bytes of what their containers had changed. */
  readonly freedBytes: number;
}

export interface ContainerSize {
  readonly changesBytes: number;
  readonly totalBytes: number;
}

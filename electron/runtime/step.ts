import type { MountPropagation, NamespaceMode } from '../../shared/model/container-options';
import type { LayerEntry } from '../../shared/model/layer';
import type { SecretFinding } from '../../shared/model/secret';
import type { ContainerNetwork, DnsSettings, PortBinding } from './network';

/** What a step or a container mounts besides Docker's standard mounts. */
export type SandboxMount =
  | {
      readonly kind: 'bind';
      readonly source: string;
      readonly target: string;
      readonly readOnly: boolean;
      readonly propagation?: MountPropagation;
      /** Without what is mounted below the source. */
      readonly nonRecursive?: boolean;
      /** Given to the source before a step, in the ids that the step sees. */
      readonly owner?: { readonly uid: number; readonly gid: number; readonly mode: number };
    }
  | {
      readonly kind: 'tmpfs';
      readonly target: string;
      readonly sizeBytes?: number;
      readonly mode?: number;
      readonly readOnly?: boolean;
      /** Further options of mount(8). */
      readonly options?: ReadonlyArray<string>;
    };

/** A file or folder of other layers, for a step only; what it writes there is thrown away. */
export interface LayersMount {
  readonly kind: 'layers';
  /** DiffIDs, bottom first; none for an empty folder. */
  readonly lowers: ReadonlyArray<string>;
  /** Path within the layers. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export type StepMount = SandboxMount | LayersMount;

export interface Ulimit {
  /** Without `RLIMIT_`, lower case, as Docker writes it: `nofile`. */
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

/** One process over a chain of layers whose changes become a layer: a Dockerfile's RUN. */
export interface StepSpec {
  /** DiffIDs, bottom first. */
  readonly lowers: ReadonlyArray<string>;
  readonly args: ReadonlyArray<string>;
  /** `NAME=value`. PATH and HOME are added when missing. */
  readonly env: ReadonlyArray<string>;
  /** Made when missing. */
  readonly workingDir: string;
  /** Docker's form: '' or `user[:group]`, names or numbers, looked up in the step's own files. */
  readonly user: string;
  readonly network: 'host' | 'none';
  readonly hostname?: string;
  readonly mounts?: ReadonlyArray<StepMount>;
  /** Default 64 MiB. */
  readonly shmSizeBytes?: number;
  readonly ulimits?: ReadonlyArray<Ulimit>;
  readonly readOnly?: boolean;
  /** Lines added to the step's /etc/hosts. */
  readonly extraHosts?: ReadonlyArray<string>;
  /** A file of the store's staging area that receives the layer's tar. */
  readonly stagedBlobPath: string;
}

export interface StepEvents {
  onOutput?(stream: 'stdout' | 'stderr', data: Buffer): void;
  /** A note for people, e.g. that an attribute could not be kept. */
  onNote?(text: string): void;
}

/** A layer that was written to a staged blob. The caller commits the blob. */
export interface WrittenLayer {
  readonly diffId: string;
  readonly sizeBytes: number;
  readonly entryCount: number;
  /** In tar order. Parsed as they are iterated over; may be iterated more than once. */
  readonly entries: Iterable<LayerEntry>;
  /** Secrets in it, before any exception. */
  readonly secrets: ReadonlyArray<SecretFinding>;
}

export interface StepResult {
  /** 128 + n when the process ended by signal n. */
  readonly exitCode: number;
  /** What the process changed, perhaps nothing (`entryCount` 0); null when the exit code is not 0. */
  readonly layer: WrittenLayer | null;
}

/** What a container is started with, everything resolved but the user. */
export interface ContainerSpec {
  readonly id: string;
  readonly lowers: ReadonlyArray<string>;
  readonly args: ReadonlyArray<string>;
  readonly env: ReadonlyArray<string>;
  readonly workingDir: string;
  readonly user: string;
  /** Further groups, by name or number. */
  readonly groupAdd?: ReadonlyArray<string>;
  readonly network: ContainerNetwork;
  /** Ports of a bridge that the host answers on. */
  readonly ports?: ReadonlyArray<PortBinding>;
  readonly dns?: DnsSettings;
  readonly hostname: string;
  readonly domainname?: string;
  readonly tty: boolean;
  readonly openStdin: boolean;
  readonly readOnly: boolean;
  /** Outer ones first. */
  readonly mounts: ReadonlyArray<SandboxMount>;
  readonly shmSizeBytes?: number;
  readonly ulimits?: ReadonlyArray<Ulimit>;
  readonly extraHosts?: ReadonlyArray<string>;
  /** Program of the host that is process 1 and starts the command; null for none. */
  readonly initPath?: string | null;
  readonly security?: SandboxSecurity;
  readonly limits?: CgroupLimits;
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly devices?: ReadonlyArray<SandboxDevice>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly health?: HealthSpec;
}

/** How far a container is confined; left out, as Docker's defaults. */
export interface SandboxSecurity {
  readonly privileged: boolean;
  /** Names with `CAP_`, or `ALL`. */
  readonly capAdd: ReadonlyArray<string>;
  readonly capDrop: ReadonlyArray<string>;
  readonly noNewPrivileges: boolean;
  /** A profile is JSON in Docker's form. */
  readonly seccomp: 'default' | 'unconfined' | { readonly profile: string };
  /** Nothing of /proc and /sys is hidden or sealed. */
  readonly unconfinedPaths: boolean;
  readonly pid: NamespaceMode;
  readonly ipc: NamespaceMode;
  readonly uts: NamespaceMode;
}

export interface SandboxDevice {
  readonly source: string;
  readonly target: string;
}

/** Limits of a cgroup, in the terms of cgroup v2 (admin-guide/cgroup-v2.rst); -1 is no limit. */
export interface CgroupLimits {
  readonly memoryBytes?: number;
  /** Memory and swap together. */
  readonly memorySwapBytes?: number;
  readonly memoryReservationBytes?: number;
  readonly cpuQuotaMicros?: number;
  readonly cpuPeriodMicros?: number;
  /** 2 to 262144, 1024 is Docker's default. */
  readonly cpuShares?: number;
  readonly cpusetCpus?: string;
  readonly cpusetMems?: string;
  readonly pids?: number;
}

/** A health check, everything resolved. Times in milliseconds. */
export interface HealthSpec {
  readonly args: ReadonlyArray<string>;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly startPeriodMs: number;
  readonly startIntervalMs: number;
  readonly retries: number;
}

/** Folders that get what the image has at a place, while they are empty. */
export interface VolumeFill {
  readonly target: string;
  readonly folder: string;
  /** Somebody has it mounted: it is filled where it lies. */
  readonly inUse: boolean;
}

/** A volume of a container: a folder of the store that is mounted at `target`. */
export interface ContainerVolume {
  readonly target: string;
  readonly source: string;
}

export interface StartedContainer {
  /** As asked for, with every free port chosen. */
  readonly ports: ReadonlyArray<PortBinding>;
  readonly pid: number;
  readonly pidStartTicks: number;
}

/** What `ps` said: a title per column, a row per process. */
export interface ProcessTable {
  readonly titles: ReadonlyArray<string>;
  readonly processes: ReadonlyArray<ReadonlyArray<string>>;
}

/** What a container's processes have used so far, from /proc; read twice for a rate. */
export interface ResourceSample {
  /** Milliseconds of a clock that only goes forward. */
  readonly atMs: number;
  /** Time on all CPUs together; of processes that ended, what their parents inside waited for. */
  readonly cpuMs: number;
  readonly cpuCount: number;
  /** Resident memory, shared pages counted once per process. */
  readonly memoryBytes: number;
  /** Memory of the machine, or the container's limit. */
  readonly memoryLimitBytes: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly processCount: number;
}

/** Another process in a running container. */
export interface ExecSpec {
  readonly id: string;
  readonly args: ReadonlyArray<string>;
  readonly env: ReadonlyArray<string>;
  readonly workingDir: string;
  readonly user: string;
  readonly groupAdd?: ReadonlyArray<string>;
  readonly tty: boolean;
  /** The runtime's command ends once the process runs. */
  readonly detach: boolean;
  /** As the container's own. */
  readonly security?: SandboxSecurity;
}

export interface ContainerLayer extends WrittenLayer {
  /** How long the container's processes stood still, in milliseconds. */
  readonly pausedMs: number;
}

/** A file of a running or stopped container, cut off at the limit that was asked for. */
export interface ChangedFile {
  readonly bytes: Buffer;
  /** Of the whole file. */
  readonly sizeBytes: number;
}

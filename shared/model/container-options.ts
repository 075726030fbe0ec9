import type { Healthcheck } from './image';

/**
 * What `darkroom run` and `darkroom create` take; what the window's Run dialog fills. Fields left out
 * take the image's value, then Docker's default.
 */
export interface ContainerOptions
  extends ProcessOptions, NetworkOptions, ResourceOptions, SecurityOptions, LifeOptions {
  readonly image: string;
  readonly name?: string;
  /** `os[/arch[/variant]]` that the image must have. */
  readonly platform?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly mounts?: ReadonlyArray<ContainerMount>;
  /** Containers whose mounts are taken over: `NAME[:ro|rw]`. */
  readonly volumesFrom?: ReadonlyArray<string>;
  readonly readOnly?: boolean;
}

/** What the window's Run dialog may ask for: nothing that loosens the confinement. */
export type RunRequest = Pick<
  ContainerOptions,
  | 'image'
  | 'name'
  | 'command'
  | 'entrypoint'
  | 'env'
  | 'workingDir'
  | 'user'
  | 'hostname'
  | 'tty'
  | 'interactive'
  | 'init'
  | 'autoRemove'
  | 'readOnly'
  | 'labels'
  | 'mounts'
  | 'network'
  | 'publish'
  | 'publishAll'
  | 'memoryBytes'
  | 'cpus'
  | 'stopSignal'
  | 'stopTimeoutSeconds'
>;

/** What runs, and how it is connected. */
export interface ProcessOptions {
  readonly command?: ReadonlyArray<string>;
  /** Empty takes the image's away. */
  readonly entrypoint?: ReadonlyArray<string>;
  /** `NAME=value`, or `NAME` alone to take the image's variable away. */
  readonly env?: ReadonlyArray<string>;
  readonly workingDir?: string;
  readonly user?: string;
  /** Further groups, by name or number. */
  readonly groupAdd?: ReadonlyArray<string>;
  readonly tty?: boolean;
  readonly interactive?: boolean;
  /** A small init of the host is process 1: it passes signals on and reaps. */
  readonly init?: boolean;
}

export type NetworkMode = 'host' | 'none' | 'bridge';

export interface NetworkOptions {
  /** Left out: the engine's default. */
  readonly network?: NetworkMode;
  readonly hostname?: string;
  readonly domainname?: string;
  readonly publish?: ReadonlyArray<PublishedPort>;
  /** Every exposed port gets a free port of the host. */
  readonly publishAll?: boolean;
  /** `port/protocol`, e.g. `80/tcp`, besides those of the image. */
  readonly expose?: ReadonlyArray<string>;
  readonly dns?: ReadonlyArray<string>;
  readonly dnsSearch?: ReadonlyArray<string>;
  readonly dnsOptions?: ReadonlyArray<string>;
  /** `name:address`; the address `host-gateway` stands for the host. */
  readonly extraHosts?: ReadonlyArray<string>;
}

export type PortProtocol = 'tcp' | 'udp' | 'sctp';

/** One port; ranges are taken apart where they are read. */
export interface PublishedPort {
  /** Address of the host to listen at; '' for all. */
  readonly hostAddress: string;
  /** Null for any free one. */
  readonly hostPort: number | null;
  /** Any free one from `hostPort` to this one. */
  readonly hostPortLast?: number;
  readonly containerPort: number;
  readonly protocol: PortProtocol;
}

/** `style` tells `-v` and `--tmpfs` ('short') from `--mount` ('long'), which differ as noted. */
export type ContainerMount = BindMount | VolumeMount | TmpfsMount;

export interface BindMount {
  readonly kind: 'bind';
  /** Absolute. Made as a folder when it is missing and the style is short. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly style?: MountStyle;
  /** Without what is mounted below the source. */
  readonly nonRecursive?: boolean;
  readonly propagation?: MountPropagation;
}

export interface VolumeMount {
  readonly kind: 'volume';
  /** Null for an anonymous one. */
  readonly name: string | null;
  readonly target: string;
  readonly readOnly: boolean;
  readonly style?: MountStyle;
  /** Not filled from the image when it is empty. */
  readonly noCopy?: boolean;
  /** Labels of a volume that is made by this. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface TmpfsMount {
  readonly kind: 'tmpfs';
  readonly target: string;
  readonly style?: MountStyle;
  readonly sizeBytes?: number;
  /** Permission bits. */
  readonly mode?: number;
  /** mount(8) options as `--tmpfs` takes them, e.g. `noexec`. */
  readonly options?: ReadonlyArray<string>;
}

export type MountStyle = 'short' | 'long';
export type MountPropagation = 'private' | 'rprivate' | 'shared' | 'rshared' | 'slave' | 'rslave';

/** Limits; they need a cgroup, and without one a warning says so. */
export interface ResourceOptions {
  readonly memoryBytes?: number;
  /** Memory and swap together; -1 for no limit. */
  readonly memorySwapBytes?: number;
  readonly memoryReservationBytes?: number;
  /** In CPUs: 1.5 is one and a half. */
  readonly cpus?: number;
  readonly cpuShares?: number;
  readonly cpuPeriodMicros?: number;
  readonly cpuQuotaMicros?: number;
  /** e.g. `0-2,4`. */
  readonly cpusetCpus?: string;
  readonly cpusetMems?: string;
  /** -1 for no limit. */
  readonly pidsLimit?: number;
  readonly shmSizeBytes?: number;
  readonly ulimits?: ReadonlyArray<UlimitOption>;
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly devices?: ReadonlyArray<DeviceOption>;
}

export interface UlimitOption {
  /** Without `RLIMIT_`, lower case: `nofile`. -1 is no limit. */
  readonly name: string;
  readonly soft: number;
  readonly hard: number;
}

export interface DeviceOption {
  readonly source: string;
  readonly target: string;
  /** Of `rwm`. */
  readonly permissions: string;
}

export interface SecurityOptions {
  readonly privileged?: boolean;
  /** Names with or without `CAP_`, or `ALL`. */
  readonly capAdd?: ReadonlyArray<string>;
  readonly capDrop?: ReadonlyArray<string>;
  /**
   * As the Docker Engine API has them: `no-new-privileges`, `seccomp=unconfined`, `seccomp=<JSON of a
   * profile>`, `apparmor=…`, `label=…`, `systempaths=unconfined`.
   */
  readonly securityOptions?: ReadonlyArray<string>;
  /** Namespaces: 'private' (the default), or 'host'. */
  readonly pid?: NamespaceMode;
  readonly ipc?: NamespaceMode;
  readonly uts?: NamespaceMode;
}

export type NamespaceMode = 'private' | 'host';

/** How it begins and ends, and who looks after it meanwhile. */
export interface LifeOptions {
  readonly autoRemove?: boolean;
  readonly stopSignal?: string;
  readonly stopTimeoutSeconds?: number;
  /** Fields over those of the image's own check; `Test: ['NONE']` for no check. */
  readonly healthcheck?: Healthcheck;
}

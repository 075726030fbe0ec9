import type {
  BindMount,
  ContainerMount,
  ContainerOptions,
  TmpfsMount,
  VolumeMount,
} from '../../shared/model/container-options';

const defaultShmSizeBytes = 64 * 1024 * 1024;
const nanosPerUnit = 1e9;

/** `HostConfig` of docker's inspect, with Go's null for lists that were not given. */
export function hostConfigDocument(options: ContainerOptions): Readonly<Record<string, unknown>> {
  const mounts = options.mounts ?? [];
  const long = mounts.filter(({ style }) => style === 'long');
  const { memoryBytes = 0, memorySwapBytes = 0 } = options;
  return {
    Binds: orNull(mounts.filter(isBindText).map(bindText)),
    ContainerIDFile: '',
    LogConfig: { Type: 'json-file', Config: {} },
    NetworkMode: options.network ?? 'host',
    PortBindings: portBindings(options),
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    AutoRemove: options.autoRemove ?? false,
    VolumeDriver: '',
    VolumesFrom: orNull(options.volumesFrom),
    ...(options.annotations === undefined ? {} : { Annotations: options.annotations }),
    CapAdd: orNull(options.capAdd?.map(capability)),
    CapDrop: orNull(options.capDrop?.map(capability)),
    CgroupnsMode: 'host',
    Dns: options.dns ?? [],
    DnsOptions: options.dnsOptions ?? [],
    DnsSearch: options.dnsSearch ?? [],
    ExtraHosts: orNull(options.extraHosts),
    GroupAdd: orNull(options.groupAdd),
    IpcMode: options.ipc ?? 'private',
    Cgroup: '',
    Links: null,
    OomScoreAdj: 0,
    PidMode: options.pid === 'host' ? 'host' : '',
    Privileged: options.privileged ?? false,
    PublishAllPorts: options.publishAll ?? false,
    ReadonlyRootfs: options.readOnly ?? false,
    SecurityOpt: orNull(securityText(options)),
    ...tmpfsDocument(mounts),
    UTSMode: options.uts === 'host' ? 'host' : '',
    UsernsMode: '',
    ShmSize: options.shmSizeBytes ?? defaultShmSizeBytes,
    ...(options.sysctls === undefined ? {} : { Sysctls: options.sysctls }),
    ...(options.init === true ? { Init: true } : {}),
    CpuShares: options.cpuShares ?? 0,
    Memory: memoryBytes,
    NanoCpus: Math.round((options.cpus ?? 0) * nanosPerUnit),
    CpuPeriod: options.cpuPeriodMicros ?? 0,
    CpuQuota: options.cpuQuotaMicros ?? 0,
    CpusetCpus: options.cpusetCpus ?? '',
    CpusetMems: options.cpusetMems ?? '',
    Devices: (options.devices ?? []).map(({ source, target, permissions }) => ({
      PathOnHost: source,
      PathInContainer: target,
      CgroupPermissions: permissions,
    })),
    MemoryReservation: options.memoryReservationBytes ?? 0,
    // Docker allows as much swap as memory where nothing is said.
    MemorySwap: memorySwapBytes === 0 ? memoryBytes * 2 : memorySwapBytes,
    PidsLimit:
      options.pidsLimit === undefined || options.pidsLimit === 0 ? null : options.pidsLimit,
    Ulimits: [...(options.ulimits ?? [])].sort(byName).map(({ name, soft, hard }) => ({
      Name: name,
      Hard: hard,
      Soft: soft,
    })),
    ...(long.length === 0 ? {} : { Mounts: long.map(longDocument) }),
  };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function orNull<T>(list: ReadonlyArray<T> | undefined): ReadonlyArray<T> | null {
  return list === undefined || list.length === 0 ? null : list;
}

function capability(name: string): string {
  const upper = name.toUpperCase();
  return upper === 'ALL' || upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
}

/** Docker switches labels off for a privileged container. */
function securityText({ securityOptions = [], privileged }: ContainerOptions) {
  return privileged === true ? [...securityOptions, 'label=disable'] : securityOptions;
}

function isBindText(mount: ContainerMount): mount is BindMount | VolumeMount {
  if (mount.style === 'long' || mount.kind === 'tmpfs') return false;
  return mount.kind === 'bind' || mount.name !== null;
}

function bindText(mount: BindMount | VolumeMount): string {
  const source = mount.kind === 'bind' ? mount.source : (mount.name ?? '');
  const modes = [
    ...(mount.readOnly ? ['ro'] : []),
    ...(mount.kind === 'volume' && mount.noCopy === true ? ['nocopy'] : []),
    ...(mount.kind === 'bind' && mount.propagation !== undefined ? [mount.propagation] : []),
  ];
  return [source, mount.target, ...(modes.length === 0 ? [] : [modes.join(',')])].join(':');
}

function tmpfsDocument(mounts: ReadonlyArray<ContainerMount>): { readonly Tmpfs?: unknown } {
  const short = mounts.filter(
    (mount): mount is TmpfsMount => mount.kind === 'tmpfs' && mount.style === 'short',
  );
  if (short.length === 0) return {};
  return {
    Tmpfs: Object.fromEntries(
      short.map(({ target, options }) => [target, (options ?? []).join(',')]),
    ),
  };
}

function longDocument(mount: ContainerMount): Readonly<Record<string, unknown>> {
  const readOnly = mount.kind === 'tmpfs' ? mount.options?.includes('ro') : mount.readOnly;
  const common = {
    Type: mount.kind,
    Target: mount.target,
    ...(readOnly === true ? { ReadOnly: true } : {}),
  };
  switch (mount.kind) {
    case 'bind':
      return {
        ...common,
        Source: mount.source,
        ...(mount.propagation === undefined
          ? {}
          : { BindOptions: { Propagation: mount.propagation } }),
      };
    case 'volume': {
      const options = {
        ...(mount.noCopy === true ? { NoCopy: true } : {}),
        ...(mount.labels === undefined ? {} : { Labels: mount.labels }),
      };
      return {
        ...common,
        ...(mount.name === null ? {} : { Source: mount.name }),
        ...(Object.keys(options).length === 0 ? {} : { VolumeOptions: options }),
      };
    }
    case 'tmpfs': {
      const options = {
        ...(mount.sizeBytes === undefined ? {} : { SizeBytes: mount.sizeBytes }),
        ...(mount.mode === undefined ? {} : { Mode: mount.mode }),
      };
      return { ...common, ...(Object.keys(options).length === 0 ? {} : { TmpfsOptions: options }) };
    }
  }
}

function portBindings({ publish = [] }: ContainerOptions): Readonly<Record<string, unknown>> {
  const byPort: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const { hostAddress, hostPort, hostPortLast, containerPort, protocol } of publish) {
    const range = hostPortLast === undefined ? '' : `-${hostPortLast}`;
    const HostPort = hostPort === null ? '' : `${hostPort}${range}`;
    (byPort[`${containerPort}/${protocol}`] ??= []).push({ HostIp: hostAddress, HostPort });
  }
  return byPort;
}

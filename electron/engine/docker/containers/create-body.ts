import type {
  ContainerMount,
  ContainerOptions,
  PublishedPort,
} from '../../../../shared/model/container';

/** The body of `POST /containers/create` (Docker's API v1.41). */
export function createBody(options: ContainerOptions): Readonly<Record<string, unknown>> {
  const { interactive = false, tty = false } = options;
  const exposed = [...(options.expose ?? []), ...(options.publish ?? []).map(portKey)];
  return {
    Image: options.image,
    Tty: tty,
    OpenStdin: interactive,
    StdinOnce: interactive,
    AttachStdin: interactive,
    AttachStdout: true,
    AttachStderr: true,
    // An empty list keeps the image's; one empty word takes it away.
    Entrypoint: options.entrypoint?.length === 0 ? [''] : options.entrypoint,
    Hostname: options.hostname,
    Domainname: options.domainname,
    User: options.user,
    WorkingDir: options.workingDir,
    Cmd: options.command,
    Env: options.env,
    Labels: options.labels,
    StopSignal: options.stopSignal,
    StopTimeout: options.stopTimeoutSeconds,
    Healthcheck: options.healthcheck,
    ...(exposed.length === 0
      ? {}
      : { ExposedPorts: Object.fromEntries(exposed.map((port) => [port, {}])) }),
    HostConfig: { ...lifeConfig(options), ...networkConfig(options), ...resourceConfig(options) },
  };
}

function lifeConfig(options: ContainerOptions): Readonly<Record<string, unknown>> {
  const mode = (value: 'private' | 'host' | undefined) => (value === 'host' ? 'host' : undefined);
  return {
    AutoRemove: options.autoRemove ?? false,
    ReadonlyRootfs: options.readOnly ?? false,
    Init: options.init,
    GroupAdd: options.groupAdd,
    Annotations: options.annotations,
    VolumesFrom: options.volumesFrom,
    Privileged: options.privileged,
    CapAdd: options.capAdd,
    CapDrop: options.capDrop,
    SecurityOpt: options.securityOptions,
    PidMode: mode(options.pid),
    IpcMode: mode(options.ipc),
    UTSMode: mode(options.uts),
    ...mountConfig(options.mounts ?? []),
  };
}

function networkConfig(options: ContainerOptions): Readonly<Record<string, unknown>> {
  const publish = options.publish ?? [];
  return {
    NetworkMode: options.network,
    PublishAllPorts: options.publishAll,
    Dns: options.dns,
    DnsSearch: options.dnsSearch,
    DnsOptions: options.dnsOptions,
    ExtraHosts: options.extraHosts,
    ...(publish.length === 0 ? {} : { PortBindings: portBindings(publish) }),
  };
}

function portBindings(publish: ReadonlyArray<PublishedPort>) {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of publish) {
    const first = port.hostPort === null ? '' : String(port.hostPort);
    const last = port.hostPortLast === undefined ? '' : `-${port.hostPortLast}`;
    const binding = { HostIp: port.hostAddress, HostPort: first + last };
    (bindings[portKey(port)] ??= []).push(binding);
  }
  return bindings;
}

const portKey = (port: PublishedPort) => `${port.containerPort}/${port.protocol}`;

function resourceConfig(options: ContainerOptions): Readonly<Record<string, unknown>> {
  return {
    Memory: options.memoryBytes,
    MemorySwap: options.memorySwapBytes,
    MemoryReservation: options.memoryReservationBytes,
    NanoCpus: options.cpus === undefined ? undefined : Math.round(options.cpus * 1e9),
    CpuShares: options.cpuShares,
    CpuPeriod: options.cpuPeriodMicros,
    CpuQuota: options.cpuQuotaMicros,
    CpusetCpus: options.cpusetCpus,
    CpusetMems: options.cpusetMems,
    PidsLimit: options.pidsLimit,
    ShmSize: options.shmSizeBytes,
    Sysctls: options.sysctls,
    Ulimits: options.ulimits?.map(({ name, soft, hard }) => ({
      Name: name,
      Soft: soft,
      Hard: hard,
    })),
    Devices: options.devices?.map(({ source, target, permissions }) => ({
      PathOnHost: source,
      PathInContainer: target,
      CgroupPermissions: permissions,
    })),
  };
}

/** The short forms are Docker's Binds and Tmpfs, the long ones its Mounts: they differ in what they make. */
function mountConfig(mounts: ReadonlyArray<ContainerMount>): Readonly<Record<string, unknown>> {
  const binds: string[] = [];
  const tmpfs: Record<string, string> = {};
  const long: object[] = [];
  for (const mount of mounts) {
    if (mount.style === 'long') long.push(longMount(mount));
    else if (mount.kind === 'tmpfs') tmpfs[mount.target] = tmpfsOptions(mount).join(',');
    else binds.push(shortBind(mount));
  }
  return {
    ...(binds.length === 0 ? {} : { Binds: binds }),
    ...(Object.keys(tmpfs).length === 0 ? {} : { Tmpfs: tmpfs }),
    ...(long.length === 0 ? {} : { Mounts: long }),
  };
}

function shortBind(mount: Exclude<ContainerMount, { readonly kind: 'tmpfs' }>): string {
  const source = mount.kind === 'bind' ? mount.source : (mount.name ?? '');
  const words = [
    ...(mount.readOnly ? ['ro'] : []),
    ...(mount.kind === 'volume' && mount.noCopy === true ? ['nocopy'] : []),
    ...(mount.kind === 'bind' && mount.propagation !== undefined ? [mount.propagation] : []),
  ];
  const mode = words.length === 0 ? '' : `:${words.join(',')}`;
  return source === '' ? mount.target : `${source}:${mount.target}${mode}`;
}

function tmpfsOptions(mount: Extract<ContainerMount, { readonly kind: 'tmpfs' }>) {
  return [
    ...(mount.options ?? []),
    ...(mount.sizeBytes === undefined ? [] : [`size=${mount.sizeBytes}`]),
    ...(mount.mode === undefined ? [] : [`mode=${mount.mode.toString(8)}`]),
  ];
}

function longMount(mount: ContainerMount): object {
  switch (mount.kind) {
    case 'bind':
      return {
        Type: 'bind',
        Source: mount.source,
        Target: mount.target,
        ReadOnly: mount.readOnly,
        BindOptions: { Propagation: mount.propagation, NonRecursive: mount.nonRecursive },
      };
    case 'volume':
      return {
        Type: 'volume',
        Source: mount.name ?? '',
        Target: mount.target,
        ReadOnly: mount.readOnly,
        VolumeOptions: { NoCopy: mount.noCopy, Labels: mount.labels },
      };
    case 'tmpfs':
      return {
        Type: 'tmpfs',
        Target: mount.target,
        TmpfsOptions: { SizeBytes: mount.sizeBytes, Mode: mount.mode },
      };
  }
}

import type { ContainerNetwork } from '../network';
import type { SandboxMount, Ulimit } from '../step';
import {
  defaultCapabilities,
  defaultDevices,
  defaultShmSizeBytes,
  maskedPaths,
  readOnlyPaths,
} from './defaults';
import { defaultSeccomp } from './seccomp';
import type { ResolvedUser } from './user';

export interface ProcessInput {
  readonly args: ReadonlyArray<string>;
  readonly env: ReadonlyArray<string>;
  readonly workingDir: string;
  readonly user: ResolvedUser;
  readonly terminal: boolean;
}

export interface SpecInput extends ProcessInput {
  readonly rootfs: string;
  readonly readOnly: boolean;
  readonly hostname: string;
  readonly network: ContainerNetwork;
  /** The sandbox runs in a user namespace of its own. */
  readonly userNamespace: boolean;
  /** Files bound over /etc/hosts, /etc/hostname and /etc/resolv.conf. */
  readonly files: {
    readonly hosts: string;
    readonly hostname: string;
    readonly resolvConf: string;
  };
  readonly mounts: ReadonlyArray<SandboxMount>;
  readonly shmSizeBytes: number | undefined;
  readonly ulimits: ReadonlyArray<Ulimit>;
  readonly arch: NodeJS.Architecture;
}

interface OciMount {
  readonly destination: string;
  readonly type: string;
  readonly source: string;
  readonly options: ReadonlyArray<string>;
}

/** `process` of the OCI runtime-spec v1.0 "config.md", with Docker's defaults. */
export function processSpec(input: ProcessInput): Record<string, unknown> {
  const { user } = input;
  // As an exec by another user would leave them: only the bounding set.
  const held = user.uid === 0 ? defaultCapabilities : [];
  return {
    terminal: input.terminal,
    user: { uid: user.uid, gid: user.gid, additionalGids: user.additionalGids },
    args: input.args,
    env: input.env,
    cwd: input.workingDir,
    capabilities: { bounding: defaultCapabilities, effective: held, permitted: held },
    noNewPrivileges: false,
  };
}

/** As Docker sets them: ports below 1024 and ping for every user of a container with a network of its own. */
const bridgeSysctls = {
  'net.ipv4.ip_unprivileged_port_start': '0',
  'net.ipv4.ping_group_range': '0 0',
} as const;

/** The whole `config.json` of a container or step. */
export function runtimeSpec(input: SpecInput): Record<string, unknown> {
  const seccomp = defaultSeccomp(input.arch);
  return {
    ociVersion: '1.0.2',
    process: {
      ...processSpec(input),
      ...(input.ulimits.length === 0
        ? {}
        : {
            rlimits: input.ulimits.map(({ name, soft, hard }) => ({
              type: `RLIMIT_${name.toUpperCase()}`,
              soft,
              hard,
            })),
          }),
    },
    root: { path: input.rootfs, readonly: input.readOnly },
    hostname: input.hostname,
    mounts: mountsOf(input),
    linux: {
      namespaces: [
        'pid',
        'ipc',
        'uts',
        'mount',
        ...(input.network === 'host' ? [] : ['network']),
      ].map((type) => ({ type })),
      ...(input.network === 'bridge' ? { sysctl: bridgeSysctls } : {}),
      maskedPaths,
      readonlyPaths: readOnlyPaths,
      ...(seccomp === null ? {} : { seccomp }),
    },
  };
}

/**
 * Docker's mounts, but /dev is `nodev` with the host's devices bound in: no device cgroup is at work,
 * so that a node made inside by CAP_MKNOD must not open the host's disks.
 */
function mountsOf(input: SpecInput): OciMount[] {
  const shmSize = input.shmSizeBytes ?? defaultShmSizeBytes;
  return [
    mount('/proc', 'proc', 'proc', ['nosuid', 'noexec', 'nodev']),
    mount('/dev', 'tmpfs', 'tmpfs', ['nosuid', 'nodev', 'strictatime', 'mode=755', 'size=65536k']),
    ...defaultDevices.map((name) =>
      mount(`/dev/${name}`, 'bind', `/dev/${name}`, ['bind', 'nosuid', 'noexec']),
    ),
    mount('/dev/pts', 'devpts', 'devpts', [
      'nosuid',
      'noexec',
      'newinstance',
      'ptmxmode=0666',
      'mode=0620',
      'gid=5',
    ]),
    sysMount(input),
    mount('/dev/mqueue', 'mqueue', 'mqueue', ['nosuid', 'noexec', 'nodev']),
    mount('/dev/shm', 'tmpfs', 'shm', [
      'nosuid',
      'noexec',
      'nodev',
      'mode=1777',
      `size=${shmSize}`,
    ]),
    mount('/etc/resolv.conf', 'bind', input.files.resolvConf, ['bind', 'rprivate']),
    mount('/etc/hostname', 'bind', input.files.hostname, ['bind', 'rprivate']),
    mount('/etc/hosts', 'bind', input.files.hosts, ['bind', 'rprivate']),
    ...input.mounts.map(sandboxMount),
  ];
}

/** A new sysfs needs a network namespace of one's own; without one the host's is shown read-only. */
function sysMount(input: SpecInput): OciMount {
  if (input.userNamespace && input.network === 'host') {
    return mount('/sys', 'bind', '/sys', ['rbind', 'nosuid', 'noexec', 'nodev', 'ro']);
  }
  return mount('/sys', 'sysfs', 'sysfs', ['nosuid', 'noexec', 'nodev', 'ro']);
}

function sandboxMount(item: SandboxMount): OciMount {
  switch (item.kind) {
    case 'bind':
      return mount(item.target, 'bind', item.source, [
        'rbind',
        'rprivate',
        'nodev',
        ...(item.readOnly ? ['ro'] : []),
      ]);
    case 'tmpfs':
      return mount(item.target, 'tmpfs', 'tmpfs', [
        'nosuid',
        'nodev',
        'noexec',
        `mode=${(item.mode ?? 0o1777).toString(8)}`,
        ...(item.sizeBytes === undefined ? [] : [`size=${item.sizeBytes}`]),
        ...(item.readOnly === true ? ['ro'] : []),
      ]);
  }
}

function mount(
  destination: string,
  type: string,
  source: string,
  options: ReadonlyArray<string>,
): OciMount {
  return { destination, type, source, options };
}

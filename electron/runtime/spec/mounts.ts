import type { SandboxMount } from '../step';
import { defaultDevices, defaultShmSizeBytes } from './defaults';
import type { SpecInput } from './runtime-spec';

export interface OciMount {
  readonly destination: string;
  readonly type: string;
  readonly source: string;
  readonly options: ReadonlyArray<string>;
}

/**
 * Docker's mounts, but /dev is `nodev` with the host's devices bound in: no device cgroup is at work,
 * so that a node made inside by CAP_MKNOD must not open the host's disks.
 */
export function mountsOf(input: SpecInput): OciMount[] {
  const { privileged } = input.security;
  return [
    mount('/proc', 'proc', 'proc', ['nosuid', 'noexec', 'nodev']),
    mount('/dev', 'tmpfs', 'tmpfs', [
      'nosuid',
      ...(privileged ? [] : ['nodev']),
      'strictatime',
      'mode=755',
      'size=65536k',
    ]),
    ...(privileged ? [] : defaultDevices).map((name) =>
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
    ...ipcMounts(input),
    ...input.devices.map(({ source, target }) =>
      mount(target, 'bind', source, ['bind', 'nosuid', 'noexec']),
    ),
    ...byDepth([...etcFiles(input), ...input.mounts.map(sandboxMount)]),
  ];
}

/** Unless something else is mounted at their places. */
function etcFiles({ files, mounts }: SpecInput): OciMount[] {
  const taken = new Set(mounts.map(({ target }) => target));
  const bind = (target: string, source: string): OciMount =>
    mount(target, 'bind', source, ['bind', 'rprivate', ...(files.readOnly ? ['ro'] : [])]);
  return [
    bind('/etc/resolv.conf', files.resolvConf),
    ...(files.hostname === null ? [] : [bind('/etc/hostname', files.hostname)]),
    bind('/etc/hosts', files.hosts),
  ].filter(({ destination }) => !taken.has(destination));
}

/** Outer places first: a volume over /etc has the three files in it, as Docker's has. */
function byDepth(mounts: ReadonlyArray<OciMount>): ReadonlyArray<OciMount> {
  const depth = (path: string) => path.split('/').length;
  return [...mounts].sort((a, b) => depth(a.destination) - depth(b.destination));
}

/** The init program of the host, where Docker puts it. */
export function initMount(path: string | null): OciMount[] {
  return path === null ? [] : [mount('/sbin/docker-init', 'bind', path, ['bind', 'ro', 'nosuid'])];
}

/** The queues of another IPC namespace than its own a user namespace cannot mount. */
function ipcMounts(input: SpecInput): OciMount[] {
  const { security, shmSizeBytes = defaultShmSizeBytes, userNamespace } = input;
  const flags = ['nosuid', 'noexec', 'nodev'];
  const queues = mount('/dev/mqueue', 'mqueue', 'mqueue', flags);
  if (security.ipc === 'host') {
    const shared = mount('/dev/shm', 'bind', '/dev/shm', ['bind', ...flags]);
    return userNamespace ? [shared] : [queues, shared];
  }
  return [
    queues,
    mount('/dev/shm', 'tmpfs', 'shm', [...flags, 'mode=1777', `size=${shmSizeBytes}`]),
  ];
}

/** A new sysfs needs a network namespace of one's own; without one the host's is shown read-only. */
function sysMount(input: SpecInput): OciMount {
  if (input.userNamespace && input.network === 'host') {
    return mount('/sys', 'bind', '/sys', ['rbind', 'nosuid', 'noexec', 'nodev', 'ro']);
  }
  const sealed = input.security.privileged ? [] : ['ro'];
  return mount('/sys', 'sysfs', 'sysfs', ['nosuid', 'noexec', 'nodev', ...sealed]);
}

function sandboxMount(item: SandboxMount): OciMount {
  switch (item.kind) {
    case 'bind':
      return mount(item.target, 'bind', item.source, [
        item.nonRecursive === true ? 'bind' : 'rbind',
        item.propagation ?? 'rprivate',
        'nodev',
        ...(item.readOnly ? ['ro'] : []),
      ]);
    case 'tmpfs':
      return mount(item.target, 'tmpfs', 'tmpfs', tmpfsOptions(item));
  }
}

type TmpfsMount = Extract<SandboxMount, { readonly kind: 'tmpfs' }>;

/** Docker's flags, of which those given name the opposite fall away. */
function tmpfsOptions(item: TmpfsMount): ReadonlyArray<string> {
  const given = item.options ?? [];
  const flags = ['nosuid', 'nodev', 'noexec'].filter((flag) => !given.includes(flag.slice(2)));
  const has = (name: string) => given.some((option) => option.startsWith(`${name}=`));
  return [
    ...flags,
    ...(has('mode') ? [] : [`mode=${(item.mode ?? 0o1777).toString(8)}`]),
    ...(has('size') || item.sizeBytes === undefined ? [] : [`size=${item.sizeBytes}`]),
    ...(item.readOnly === true && !given.includes('ro') ? ['ro'] : []),
    ...given,
  ];
}

function mount(
  destination: string,
  type: string,
  source: string,
  options: ReadonlyArray<string>,
): OciMount {
  return { destination, type, source, options };
}

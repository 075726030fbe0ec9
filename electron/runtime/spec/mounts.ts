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
    mount('/etc/resolv.conf', 'bind', input.files.resolvConf, ['bind', 'rprivate']),
    mount('/etc/hostname', 'bind', input.files.hostname, ['bind', 'rprivate']),
    mount('/etc/hosts', 'bind', input.files.hosts, ['bind', 'rprivate']),
    ...input.devices.map(({ source, target }) =>
      mount(target, 'bind', source, ['bind', 'nosuid', 'noexec']),
    ),
    ...input.mounts.map(sandboxMount),
  ];
}

/** The init program of the host, where Docker puts it. */
export function initMount(path: string | null): OciMount[] {
  return path === null ? [] : [mount('/sbin/docker-init', 'bind', path, ['bind', 'ro', 'nosuid'])];
}

function ipcMounts({ security, shmSizeBytes = defaultShmSizeBytes }: SpecInput): OciMount[] {
  const flags = ['nosuid', 'noexec', 'nodev'];
  if (security.ipc === 'host') {
    return ['/dev/mqueue', '/dev/shm'].map((path) => mount(path, 'bind', path, ['bind', ...flags]));
  }
  return [
    mount('/dev/mqueue', 'mqueue', 'mqueue', flags),
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

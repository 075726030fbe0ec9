import type { ContainerNetwork } from '../network';
import type { SandboxDevice, SandboxMount, SandboxSecurity, Ulimit } from '../step';
import { maskedPaths, readOnlyPaths } from './defaults';
import { initMount, mountsOf } from './mounts';
import { defaultSeccomp, type SeccompProfile } from './seccomp';
import { readSeccompProfile } from './seccomp-profile';
import type { ResolvedUser } from './user';

/** A device node that the runtime makes; "config-linux.md", Devices. */
export interface OciDevice {
  readonly path: string;
  readonly type: 'b' | 'c';
  readonly major: number;
  readonly minor: number;
  readonly fileMode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface ProcessInput {
  readonly args: ReadonlyArray<string>;
  readonly env: ReadonlyArray<string>;
  readonly workingDir: string;
  readonly user: ResolvedUser;
  readonly terminal: boolean;
  readonly security: SandboxSecurity;
  /** The bounding set; see capabilitiesOf. */
  readonly capabilities: ReadonlyArray<string>;
}

/**
 * Files bound over those in /etc. For a build step they are as BuildKit's: none over /etc/hostname, which
 * belongs to the image, and the others read-only, since what is written there would be lost.
 */
export interface EtcFiles {
  readonly hosts: string;
  readonly hostname: string | null;
  readonly resolvConf: string;
  readonly readOnly: boolean;
}

export interface SpecInput extends ProcessInput {
  readonly rootfs: string;
  readonly readOnly: boolean;
  readonly hostname: string;
  readonly domainname: string;
  readonly network: ContainerNetwork;
  /** The sandbox runs in a user namespace of its own. */
  readonly userNamespace: boolean;
  readonly files: EtcFiles;
  readonly mounts: ReadonlyArray<SandboxMount>;
  readonly devices: ReadonlyArray<SandboxDevice>;
  /** Nodes made besides the standard ones. */
  readonly deviceNodes: ReadonlyArray<OciDevice>;
  readonly shmSizeBytes: number | undefined;
  readonly ulimits: ReadonlyArray<Ulimit>;
  readonly sysctls: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Program of the host that is process 1; null for none. */
  readonly initPath: string | null;
  readonly seccomp: SeccompProfile | null;
}

/** `process` of the OCI runtime-spec v1.0 "config.md", with Docker's defaults. */
export function processSpec(input: ProcessInput): Record<string, unknown> {
  const { user, security, capabilities: bounding } = input;
  // As an exec by another user would leave them: only the bounding set.
  const held = user.uid === 0 ? bounding : [];
  return {
    terminal: input.terminal,
    user: { uid: user.uid, gid: user.gid, additionalGids: user.additionalGids },
    args: input.args,
    env: input.env,
    cwd: input.workingDir,
    capabilities: { bounding, effective: held, permitted: held },
    noNewPrivileges: security.noNewPrivileges,
  };
}

/** As Docker sets them: ports below 1024 and ping for every user of a container with a network of its own. */
const bridgeSysctls = {
  'net.ipv4.ip_unprivileged_port_start': '0',
  'net.ipv4.ping_group_range': '0 0',
} as const;
/** RLIM_INFINITY: no number of JavaScript's, so it is written as the digits that it is. */
const unlimited = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(
  '18446744073709551615',
);

/** The whole `config.json` of a container or step. */
export function runtimeSpec(input: SpecInput): Record<string, unknown> {
  const { security, initPath, seccomp } = input;
  const args = initPath === null ? input.args : ['/sbin/docker-init', '--', ...input.args];
  const ownUts = security.uts === 'private';
  const sysctl = { ...(input.network === 'bridge' ? bridgeSysctls : {}), ...input.sysctls };
  return {
    ociVersion: '1.0.2',
    process: { ...processSpec({ ...input, args }), ...rlimits(input.ulimits) },
    root: { path: input.rootfs, readonly: input.readOnly },
    ...(ownUts ? { hostname: input.hostname } : {}),
    ...(ownUts && input.domainname !== '' ? { domainname: input.domainname } : {}),
    mounts: [...mountsOf(input), ...initMount(initPath)],
    ...(Object.keys(input.annotations).length === 0 ? {} : { annotations: input.annotations }),
    linux: {
      namespaces: namespacesOf(input).map((type) => ({ type })),
      ...(security.unconfinedPaths ? {} : { maskedPaths, readonlyPaths: readOnlyPaths }),
      ...(Object.keys(sysctl).length === 0 ? {} : { sysctl }),
      ...(input.deviceNodes.length === 0 ? {} : { devices: input.deviceNodes }),
      ...(seccomp === null ? {} : { seccomp }),
    },
  };
}

function namespacesOf({ security, network }: SpecInput): ReadonlyArray<string> {
  return [
    ...(security.pid === 'private' ? ['pid'] : []),
    ...(security.ipc === 'private' ? ['ipc'] : []),
    ...(security.uts === 'private' ? ['uts'] : []),
    'mount',
    ...(network === 'host' ? [] : ['network']),
  ];
}

function rlimits(ulimits: ReadonlyArray<Ulimit>): Record<string, unknown> {
  if (ulimits.length === 0) return {};
  const bound = (value: number) => (value === -1 ? unlimited : value);
  return {
    rlimits: ulimits.map(({ name, soft, hard }) => ({
      type: `RLIMIT_${name.toUpperCase()}`,
      soft: bound(soft),
      hard: bound(hard),
    })),
  };
}

/** What confines a process; null for nothing. */
export function seccompOf({
  security,
  capabilities,
  arch,
}: Pick<ProcessInput, 'security' | 'capabilities'> & {
  readonly arch: NodeJS.Architecture;
}): SeccompProfile | null {
  const { seccomp } = security;
  if (seccomp === 'unconfined') return null;
  return seccomp === 'default'
    ? defaultSeccomp(arch, capabilities)
    : readSeccompProfile(seccomp.profile, capabilities, arch);
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname as machineName, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import type { ContainerNetwork, DnsSettings } from '../network';
import { capabilitiesOf, capabilityNames } from '../spec/capabilities';
import { completeEnvironment, variable } from '../spec/environment';
import { hostsFile, resolvConf } from '../spec/host-files';
import { processSpec, runtimeSpec, seccompOf, type ProcessInput } from '../spec/runtime-spec';
import { resolveUser } from '../spec/user';
import { defaultSecurity } from '../spec/security-defaults';
import type { SandboxDevice, SandboxMount, SandboxSecurity, Ulimit } from '../step';
import { hostDevices } from './host-devices';
import { lookUpCommand, readTextInRoot, resolveInRoot } from './root-path';
import type { SandboxFolders } from './sandbox-root';
import type { SeccompFilters } from './seccomp-filters';

export interface ProcessRequest {
  readonly args: ReadonlyArray<string>;
  readonly env: ReadonlyArray<string>;
  readonly workingDir: string;
  readonly user: string;
  readonly groupAdd?: ReadonlyArray<string>;
  readonly tty: boolean;
  readonly security?: SandboxSecurity;
}

export interface BundleRequest extends ProcessRequest {
  readonly hostname: string;
  /** Whether it is a step of a build, whose /etc is another; see EtcFiles. */
  readonly isStep: boolean;
  readonly network: ContainerNetwork;
  readonly dns?: DnsSettings | undefined;
  readonly readOnly: boolean;
  readonly mounts: ReadonlyArray<SandboxMount>;
  readonly shmSizeBytes: number | undefined;
  readonly ulimits: ReadonlyArray<Ulimit>;
  readonly extraHosts: ReadonlyArray<string>;
  readonly userNamespace: boolean;
  readonly domainname?: string;
  readonly devices?: ReadonlyArray<SandboxDevice>;
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly initPath?: string | null;
}

/** Writes `config.json` and the files that are bound over those in /etc. */
export function writeBundle(
  folders: SandboxFolders,
  request: BundleRequest,
  filters: SeccompFilters,
): void {
  const { bundle, merged } = folders;
  const files = {
    hosts: join(bundle, 'hosts'),
    hostname: request.isStep ? null : join(bundle, 'hostname'),
    resolvConf: join(bundle, 'resolv.conf'),
    readOnly: request.isStep,
  };
  const hostname = request.hostname === '' ? machineName() : request.hostname;
  const { network, extraHosts } = request;
  const hostHosts = textOf('/etc/hosts');
  const hostAddress = addressOfHost();
  const hosts = hostsFile({ hostname, network, hostHosts, extraHosts, hostAddress });
  writeFileSync(files.hosts, hosts, { mode: 0o644 });
  if (files.hostname !== null) writeFileSync(files.hostname, `${hostname}\n`, { mode: 0o644 });
  const hostResolvConf = textOf('/etc/resolv.conf');
  writeFileSync(files.resolvConf, resolvConf(network, hostResolvConf, request.dns), {
    mode: 0o644,
  });
  const resolved = resolveProcess(merged, request);
  const seccomp = seccompOf({ ...resolved, arch: process.arch });
  const spec = runtimeSpec({
    ...request,
    ...resolved,
    seccomp,
    domainname: request.domainname ?? '',
    deviceNodes: request.security?.privileged === true ? hostDevices('/dev') : [],
    devices: request.devices ?? [],
    sysctls: request.sysctls ?? {},
    annotations: {
      ...request.annotations,
      ...(seccomp === null ? {} : filters.annotations(seccomp)),
    },
    initPath: request.initPath ?? null,
    rootfs: merged,
    hostname,
    files,
  });
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(spec), { mode: 0o600 });
}

/** `process.json` of another process in a running container. */
export function writeProcess(path: string, root: string, request: ProcessRequest): void {
  writeFileSync(path, JSON.stringify(processSpec(resolveProcess(root, request))), { mode: 0o600 });
}

/** Makes the working directory where it is missing, as Docker does: owned by root, open to all. */
export function makeWorkingDir(root: string, path: string): void {
  const resolved = resolveInRoot(root, path);
  if (resolved !== null) mkdirSync(resolved, { recursive: true, mode: 0o755 });
}

/** Looks user and command up in the sandbox's own files. */
function resolveProcess(root: string, request: ProcessRequest): ProcessInput {
  const groups = readTextInRoot(root, '/etc/group');
  const user = resolveUser(
    request.user,
    readTextInRoot(root, '/etc/passwd'),
    groups,
    request.groupAdd,
  );
  const env = completeEnvironment(request.env, user.home);
  const workingDir = request.workingDir === '' ? '/' : request.workingDir;
  checkCommand(root, request.args, workingDir, variable(env, 'PATH') ?? '');
  const { args, tty: terminal, security = defaultSecurity } = request;
  const capabilities = capabilitiesOf(security, ownCapabilities());
  return { args, env, workingDir, user, terminal, security, capabilities };
}

/** COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, before anything is started. */
function checkCommand(
  root: string,
  args: ReadonlyArray<string>,
  workingDir: string,
  path: string,
): void {
  const [command] = args;
  if (command === undefined) {
    throw new DarkroomError('INVALID_ARGUMENT', 'No command specified', {
      hint: 'Give a command, or an image that has one (CMD or ENTRYPOINT).',
    });
  }
  const data = { command };
  switch (lookUpCommand(root, command, { workingDir, path })) {
    case 'found':
      return;
    case 'not-found':
      throw command.includes('/')
        ? new DarkroomError('COMMAND_NOT_FOUND', `Start ${command}: no such file or directory`, {
            data,
          })
        : new DarkroomError(
            'COMMAND_NOT_FOUND',
            `Start ${command}: executable file not found in $PATH`,
            { data, hint: `PATH is ${path}` },
          );
    case 'not-executable':
      throw new DarkroomError('COMMAND_NOT_EXECUTABLE', `Start ${command}: permission denied`, {
        data,
        hint: 'The file has no execute permission.',
      });
    case 'is-folder':
      throw new DarkroomError('COMMAND_NOT_EXECUTABLE', `Start ${command}: is a directory`, {
        data,
      });
  }
}

/** Where a container with a bridge reaches what listens on the host; null without a network. */
function addressOfHost(): string | null {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? null;
}

/** The bounding set of this process (proc(5), CapBnd), which nobody can hand on more of. */
function ownCapabilities(): ReadonlyArray<string> {
  const bits = BigInt(
    `0x${/^CapBnd:\s*([0-9a-f]+)$/m.exec(textOf('/proc/self/status'))?.[1] ?? '0'}`,
  );
  return capabilityNames.filter((_, index) => ((bits >> BigInt(index)) & 1n) === 1n);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

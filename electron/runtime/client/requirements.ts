import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { DarkroomError } from '../../../shared/errors';
import { findTool, toolMissing } from '../tools';

/** What the check looks at; a test gives its own. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly uid: number;
  readonly userName: string;
  findTool(name: string): string | null;
  readFile(path: string): string | null;
  /** True when a user namespace with mounts can be made. */
  tryUserNamespace(): boolean;
}

/** Throws what is missing for running things here, with the fix; returns when nothing is. */
export function checkRequirements(machine: Machine): void {
  if (machine.platform !== 'linux') throw unsupported(machine.platform);
  if (machine.findTool('crun') === null && machine.findTool('runc') === null) {
    throw toolMissing('crun', 'crun');
  }
  if (machine.findTool('conmon') === null) throw toolMissing('conmon', 'conmon');
  for (const tool of ['unshare', 'nsenter']) {
    if (machine.findTool(tool) === null) throw toolMissing(tool, 'util-linux');
  }
  if (
    machine.readFile('/proc/filesystems')?.includes('overlay') === false &&
    !overlayLoadable(machine)
  ) {
    throw new DarkroomError('SANDBOX_UNSUPPORTED_SYSTEM', 'The kernel has no overlay file system', {
      hint: 'Load it: sudo modprobe overlay',
    });
  }
  if (machine.uid === 0) return checkRoot(machine);
  checkUserNamespaces(machine);
}

function checkRoot(machine: Machine): void {
  const capabilities = /^CapEff:\s*([0-9a-f]+)/m.exec(machine.readFile('/proc/self/status') ?? '');
  const sysAdmin = 1n << 21n;
  if (capabilities !== null && (BigInt(`0x${capabilities[1] ?? '0'}`) & sysAdmin) !== 0n) return;
  throw new DarkroomError('SANDBOX_NO_USER_NAMESPACE', 'Root has no right to mount here', {
    hint: 'Darkroom runs inside a container itself: give that container the capability SYS_ADMIN.',
  });
}

function checkUserNamespaces(machine: Machine): void {
  for (const tool of ['newuidmap', 'newgidmap']) {
    if (machine.findTool(tool) === null) throw toolMissing(tool, 'uidmap');
  }
  if (machine.readFile('/proc/sys/kernel/unprivileged_userns_clone')?.trim() === '0') {
    throw noNamespaces('sudo sysctl -w kernel.unprivileged_userns_clone=1');
  }
  if (machine.readFile('/proc/sys/user/max_user_namespaces')?.trim() === '0') {
    throw noNamespaces('sudo sysctl -w user.max_user_namespaces=15000');
  }
  for (const file of ['/etc/subuid', '/etc/subgid']) checkIdRange(machine, file);
  if (machine.tryUserNamespace()) return;
  const restricted =
    machine.readFile('/proc/sys/kernel/apparmor_restrict_unprivileged_userns')?.trim() === '1';
  throw noNamespaces(
    restricted
      ? 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'
      : 'unshare --user --map-root-user --map-auto --mount true (its message names the reason)',
  );
}

function checkIdRange(machine: Machine, file: string): void {
  const text = machine.readFile(file) ?? '';
  const names = [machine.userName, String(machine.uid)];
  const found = text.split('\n').some((line) => names.includes(line.split(':')[0] ?? ''));
  if (found) return;
  throw new DarkroomError(
    'SANDBOX_NO_SUBIDS',
    `${file} gives the user ${machine.userName} no range of ids`,
    {
      data: { file, user: machine.userName },
      hint: `Add one: sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${machine.userName}`,
    },
  );
}

function noNamespaces(command: string): DarkroomError {
  return new DarkroomError(
    'SANDBOX_NO_USER_NAMESPACE',
    'This machine does not let ordinary users make user namespaces',
    { data: { command }, hint: `Run: ${command}` },
  );
}

function unsupported(platform: NodeJS.Platform): DarkroomError {
  const name = platform === 'darwin' ? 'macOS' : platform === 'win32' ? 'Windows' : platform;
  return new DarkroomError(
    'SANDBOX_UNSUPPORTED_SYSTEM',
    `Running containers and RUN steps needs a Linux kernel, which ${name} has not`,
    {
      data: { platform },
      hint: 'Images can be imported, opened and saved here; for running, use the Docker engine.',
    },
  );
}

function overlayLoadable(machine: Machine): boolean {
  return machine.findTool('modprobe') !== null;
}

/** This machine. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    uid: process.getuid?.() ?? 0,
    userName: userName(),
    findTool: (name) => findTool(name),
    readFile(path) {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return null;
      }
    },
    tryUserNamespace() {
      try {
        const args = ['--user', '--map-root-user', '--map-auto', '--mount', 'true'];
        execFileSync(findTool('unshare') ?? 'unshare', args, { stdio: 'ignore', timeout: 5000 });
        return true;
      } catch {
        return false;
      }
    },
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 0);
  }
}
